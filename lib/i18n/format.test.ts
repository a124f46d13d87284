import { describe, expect, test } from "vitest";
import { parseDollars, picoPerToken } from "@/lib/money";
import { aboutMoney, bytes, count, day, days, money, month, ofMonth, percent, rounded, time, times, tokens, unitPrice } from "./format";
import { acceptedLocale } from "./locale";
import { axisCount, axisMoney } from "./number";

const [nnbsp, nbsp] = ["\u202f", "\u00a0"];

describe("money", () => {
  test.each([
    ["1234.56", "$1,234.56", `1${nnbsp}234,56${nbsp}$`],
    ["11322.815", "$11,322.82", `11${nnbsp}322,82${nbsp}$`],
    ["0.4", "$0.40", `0,40${nbsp}$`],
    ["0.006", "$0.006", `0,006${nbsp}$`],
    ["0.515", "$0.515", `0,515${nbsp}$`],
    ["0.99999", "$1.00", `1,00${nbsp}$`],
    ["0.0001", "$0.0001", `0,0001${nbsp}$`],
    ["0.00009", `<${nbsp}$0.0001`, `<${nbsp}0,0001${nbsp}$`],
    ["0", "$0.00", `0,00${nbsp}$`],
    ["-5.6", "\u2212$5.60", `\u22125,60${nbsp}$`],
  ])("%s", (text, en, fr) => {
    expect(money(parseDollars(text), "en")).toBe(en);
    expect(money(parseDollars(text), "fr")).toBe(fr);
  });

  test("differences carry a sign", () => {
    expect(money(parseDollars("2105.48"), "en", { signed: true })).toBe("+$2,105.48");
    expect(money(0n, "en", { signed: true })).toBe("$0.00");
  });

  test("unit prices are exact, two decimals at least", () => {
    expect(["0.4", "3.75", "0.075", "15"].map((price) => unitPrice(picoPerToken(price), "en"))).toEqual(["$0.40", "$3.75", "$0.075", "$15.00"]);
  });
});

test.each([
  [999_999n, "999,999", `999${nnbsp}999`],
  [27_800_000n, `27.8${nbsp}M`, `27,8${nbsp}M`],
  [682_449_999n, `682.4${nbsp}M`, `682,4${nbsp}M`],
  [999_949_999n, `999.9${nbsp}M`, `999,9${nbsp}M`],
  [999_950_000n, `1.00${nbsp}B`, `1,00${nbsp}Md`],
  [1_490_000_000n, `1.49${nbsp}B`, `1,49${nbsp}Md`],
])("%d tokens", (value, en, fr) => {
  expect([tokens(value, "en"), tokens(value, "fr")]).toEqual([en, fr]);
});

test("percentages, ratios, counts and sizes", () => {
  expect([percent("22.8", "en", { signed: true }), percent("-1.6", "fr")]).toEqual(["+22.8%", `\u22121,6${nbsp}%`]);
  expect([percent("-1234.56", "fr", { places: 1 }), percent("-0.04", "en", { places: 1 })]).toEqual([`\u22121${nnbsp}234,6${nbsp}%`, "0.0%"]);
  expect([times("2.674563", "en"), rounded("81.714286", 1, "fr"), count(48_198, "fr")]).toEqual(["2.67×", "81,7", `48${nnbsp}198`]);
  expect([bytes(512, "en"), bytes(116_705_380, "fr")]).toEqual([`512${nbsp}B`, `116,7${nbsp}Mo`]);
});

test("an axis shows whole dollars, and cents where whole dollars would repeat", () => {
  expect([axisMoney(1000, 1250, "en"), axisMoney(0.5, 2, "en"), axisMoney(0.5, 2, "fr"), axisMoney(0.005, 0.02, "en")]).toEqual([
    "$1,000",
    "$0.50",
    `0,50${nbsp}$`,
    "$0.0050",
  ]);
});

test("an estimate is rounded to ten dollars, to one under a hundred", () => {
  const cents = 10n ** 10n;
  expect([1_554_900n, 9_949n, -1_500n].map((amount) => aboutMoney(amount * cents, "en"))).toEqual(["$15,550", "$99", "\u2212$15"]);
  expect(aboutMoney(1_554_900n * cents, "fr")).toBe("15\u202f550\u00a0$");
});

test("dates read as in each language", () => {
  expect([month("2026-06", "en"), month("2026-06", "fr")]).toEqual(["June 2026", "juin 2026"]);
  expect(["2026-06", "2026-04", "2026-08", "2026-10"].map((value) => ofMonth(value, "fr"))).toEqual([
    "de juin 2026",
    "d’avril 2026",
    "d’août 2026",
    "d’octobre 2026",
  ]);
  expect(ofMonth("2026-04", "en")).toBe("April 2026");
  expect([day("2026-06-01", "en"), day("2026-06-01", "fr", { short: true })]).toEqual(["1 June 2026", "1er juin"]);
  const at = Date.parse("2026-06-23T12:15Z");
  expect([time(at, "Europe/Paris", "en"), time(at, "Europe/Paris", "fr")]).toEqual(["14:15", `14${nbsp}h${nbsp}15`]);
});

test("the language is the first one asked for that is spoken here", () => {
  expect(["fr-CA,fr;q=0.9,en;q=0.8", "de,en;q=0.5,fr;q=0.7", "", "de"].map(acceptedLocale)).toEqual(["fr", "fr", "en", "en"]);
});

test("days are said as shortly as they can be", () => {
  const all = ["en", "fr"] as const;
  const said = (first: string, last: string, short = false) => all.map((locale) => days(first, last, locale, { short }));
  expect(said("2026-06-09", "2026-06-09")).toEqual(["9 June 2026", "9 juin 2026"]);
  expect(said("2026-06-01", "2026-06-23")).toEqual(["1–23 June 2026", "1er–23 juin 2026"]);
  expect(said("2026-06-01", "2026-06-23", true)).toEqual(["1–23 June", "1er–23 juin"]);
  expect(said("2026-05-28", "2026-06-03")).toEqual(["28 May – 3 June 2026", "28 mai – 3 juin 2026"]);
  expect(said("2025-12-28", "2026-01-03", true)).toEqual(["28 December 2025 – 3 January 2026", "28 décembre 2025 – 3 janvier 2026"]);
});

test("an axis of tokens says thousands, millions and billions", () => {
  expect([400, 20_000, 1_500_000, 2e9].map((amount) => axisCount(amount, "en"))).toEqual(["400", "20\u00a0k", "1.5\u00a0M", "2\u00a0B"]);
  expect(axisCount(2.5e9, "fr")).toBe("2,5\u00a0Md");
});
