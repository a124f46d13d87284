import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Messages } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { decimalText, type Pico } from "@/lib/money";
import { dayOf, type Instant } from "@/lib/period";
import { ruleDetail, ruleScope } from "@/lib/pricing/rule-text";
import { toPico } from "@/lib/savings/savings";
import { tokenClasses } from "@/lib/usage/tokens";
import type { MonthReport } from "./report";

type FactName = keyof Messages["reports"]["facts"];

/** A fact of the cover: what it is called, and its value. */
export type Fact = { name: string; label: string; value: { text: string } | { money: Pico } | { count: bigint }; note?: string };

export type CoverGroup = { name: "identity" | "total" | "basis" | "usage" | "savings" | "rests"; title: string; facts: Fact[]; note?: string };

/** What a report says of itself before its tables, in one language: the same on the page, in the workbook and on paper. */
export function coverOf(report: MonthReport, locale: Locale): CoverGroup[] {
  const t = translatorOf(locale, "reports");
  const fact = (name: FactName, value: Fact["value"], note?: string): Fact => ({ name, label: t(`facts.${name}`), value, ...(note && { note }) });
  const text = (name: FactName, value: string) => fact(name, { text: value });
  const money = (name: FactName, amount: Pico, note?: string) => fact(name, { money: amount }, note);
  const { spend, savings, timezone: zone } = report;
  const moment = (at: Instant) => format.moment(at, zone, locale);
  const assumed = spend.assumed.reduce((sum, { cost }) => sum + cost, 0n);
  const percent = (of: string) => format.percent(of, locale);
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  const month = format.month(report.month, locale);
  const { baseline } = savings;
  const prices = translatorOf(locale, "prices");
  const files = report.sections.find(({ name }) => name === "import");

  return [
    {
      name: "identity",
      title: t("groups.identity"),
      facts: [
        text("number", report.number ?? t("facts.openNumber")),
        text("workspace", report.workspace.name),
        text("month", month),
        text("period", t("facts.periodOf", { ...daysIn(report, locale), zone })),
        fact("currency", { text: `${report.currency}, ${t("facts.dollars")}` }, rateNote(report, locale)),
        text("filter", report.teams === null ? t("facts.noFilter") : `${t("facts.teams")}: ${list.format(report.teams)}`),
        ...(report.groupBy.length ? [text("grouping", report.groupBy.map((name) => t(`columns.${name}`)).join(", "))] : []),
        text("knownAt", moment(report.knownAt)),
      ],
    },
    {
      name: "total",
      title: t("groups.total"),
      facts: report.addends.map((addend) => ({
        name: addend.kind,
        label:
          addend.kind === "spend"
            ? t("addends.spend", { month: format.ofMonth(report.month, locale) })
            : t("addends.adjustment", { month: format.month(addend.month, locale), number: addend.number }),
        value: addend.kind === "spend" && spend.cost === null ? { text: "—" } : { money: addend.amount },
      })),
    },
    {
      name: "basis",
      title: t("groups.basis"),
      facts: [
        money("list", spend.basis.list),
        money("contract", spend.basis.contract),
        money("manual", spend.basis.manual),
        money("assumed", assumed),
        text("priced", t("facts.pricedOf", { percent: percent(spend.coverage.tokensPercent), requests: percent(spend.coverage.requestsPercent) })),
        text(
          "unpriced",
          spend.unpriced.tokens === 0n
            ? t("facts.nothingUnpriced")
            : t("facts.unpricedHas", {
                tokens: format.tokensNamed(spend.unpriced.tokens, locale),
                models: list.format(spend.unpricedModels.map(({ name }) => name)),
              }),
        ),
      ],
    },
    {
      name: "usage",
      title: t("groups.usage"),
      facts: [
        ...tokenClasses.map((name) => fact(name, { count: spend.tokens[name] })),
        fact("requests", { count: spend.requests }),
        ...(spend.requestsUnknown ? [fact("requestsUnknown", { count: spend.requestsUnknown })] : []),
      ],
    },
    {
      name: "savings",
      title: t("groups.savings"),
      note: t("facts.savingsNote"),
      facts: [
        money("discount", toPico(savings.total.discount)),
        money("cacheEffect", toPico(savings.total.cacheEffect)),
        money(
          "avoided",
          toPico(savings.total.avoided),
          savings.total.avoidedPercent === null
            ? undefined
            : t("facts.avoidedOf", { percent: format.percent(savings.total.avoidedPercent, locale, { places: 1 }), model: baseline.name }),
        ),
        text("baseline", baseline.isPreset ? t("facts.baselinePreset", { model: baseline.name }) : baseline.name),
        text("covered", t("facts.coveredOf", { percent: percent(savings.total.coverage.tokensPercent) })),
      ],
    },
    {
      name: "rests",
      title: t("groups.rests"),
      facts: [
        text(
          "priceBook",
          report.priceBook.recordedAt === null ? t("facts.bookFirst") : t("facts.bookSince", { moment: moment(report.priceBook.recordedAt) }),
        ),
        ...(report.rules.length
          ? report.rules.map(({ rule, cost, modelName }) =>
              money(
                "rules",
                cost,
                t("facts.rule", {
                  scope: ruleScope(rule, { locale, t: prices, modelName: () => modelName }),
                  detail: ruleDetail(rule, { locale, t: prices, modelName: () => modelName }),
                  since: format.day(dayOf(rule.startsAt, zone), locale),
                }),
              ),
            )
          : [text("rules", t("facts.noRules"))]),
        ...(files ? [text("files", t("facts.filesCount", { count: files.rows.length }))] : []),
        ...(spend.dataUntil === null ? [] : [text("dataUntil", moment(spend.dataUntil))]),
        text(
          "emptyDays",
          report.emptyDays.length ? report.emptyDays.map((day) => format.day(day, locale, { short: true })).join(", ") : t("facts.noEmptyDays"),
        ),
        text("notContained", t("facts.notContainedList")),
      ],
    },
  ];
}

/** The first and the last day of the month. */
function daysIn({ month, period, timezone }: MonthReport, locale: Locale): { from: string; to: string } {
  return { from: format.day(`${month}-01`, locale), to: format.day(dayOf(period.to - 1, timezone), locale) };
}

/** The rate of the reporting currency; nothing where the report is in dollars only. */
function rateNote({ reporting: { rate } }: MonthReport, locale: Locale): string | undefined {
  if (!rate) return undefined;
  const text = `1 ${rate.from} = ${format.exact(decimalText(rate.rate), locale)} ${rate.to}`;
  return translatorOf(locale, "reports")("facts.rateOf", { rate: text, day: format.day(rate.last, locale), sources: rate.sources.join("; ") });
}
