import type { Compared } from "@/lib/adjustments/line";
import type { Check, CheckKind } from "@/lib/closing/check";
import { checkKinds, isRefusing } from "@/lib/closing/check";
import type { ClosedFile } from "@/lib/closing/files";
import type { ClosedDifference, MonthClosing, Version } from "@/lib/closing/month";
import { actorName } from "@/lib/i18n/actor";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import type { Pico } from "@/lib/money";
import type { Month, Zone } from "@/lib/period";
import { reportFormats } from "@/lib/reports/format";
import { toPico } from "@/lib/savings/savings";

/** In which words, and of whom. `people`: names by key. */
export type ClosingWords = { slug: string; zone: Zone; locale: Locale; t: Translator<"closing">; people: ReadonlyMap<string, string> };

export type CheckView = { kind: CheckKind; text: string; link: { text: string; href: string } | null; isRefusing: boolean };
type FileView = { name: string; href: string; size: string; sha256: string };
export type SealView = { number: string; by: string; hash: string; list: string };
export type DifferenceView = {
  lead: string;
  note: string | null;
  rows: { key: string; team: string; model: string; closed: string; now: string; difference: string }[];
  total: { closed: string; now: string; difference: string };
};
export type VersionView = {
  number: string;
  when: string;
  who: string;
  total: string;
  sha256: string;
  state: string;
  isCurrent: boolean;
  known: string;
  files: FileView[];
};

const mostNames = 5;
const mostRows = 200;

/** Who closed a month, when, under which number and hash. */
export function sealView({ month, closed }: MonthClosing, words: ClosingWords): SealView | null {
  const { slug, t, zone, locale } = words;
  if (!closed) return null;
  return {
    number: t("number", { number: closed.number }),
    by: t("by", { who: actorName(closed.closedBy, words.people, words.locale), when: format.moment(closed.closedAt, zone, locale) }),
    hash: t("hash", { hash: `${closed.sha256.slice(0, 4)} ${closed.sha256.slice(4, 8)} … ${closed.sha256.slice(-4)}` }),
    list: `/api/w/${slug}/reports/${month}.sha256`,
  };
}

/** Something on the check-list of a month, with where it is mended. */
export function checkView(month: Month, check: Check, { slug, zone, locale, t }: ClosingWords): CheckView {
  const list = (names: readonly string[]) => {
    const rest = names.length - mostNames;
    return new Intl.ListFormat(locale).format([...names.slice(0, mostNames), ...(rest > 0 ? [t("more", { count: rest })] : [])]);
  };
  const of = (text: string, href: string | null, link = t(`mend.${check.kind}`)): CheckView => ({
    ...{ kind: check.kind, text, isRefusing: isRefusing(check) },
    link: href === null ? null : { text: link, href: `/w/${slug}/${href}` },
  });
  switch (check.kind) {
    case "month_not_over":
      return of(t("checks.month_not_over", { until: format.moment(check.until, zone, locale) }), null);
    case "imports_running":
      return of(t("checks.imports_running", { count: check.imports }), "imports");
    case "earlier_open": {
      const months = list(check.months.map((month) => format.month(month, locale)));
      const [first = ""] = check.months;
      const link = t("mend.earlier_open", { month: format.month(first, locale) });
      return of(t("checks.earlier_open", { count: check.months.length, months }), `reports/${first}`, link);
    }
    case "unpriced":
      return of(t("checks.unpriced", { tokens: format.tokensNamed(check.tokens, locale), models: list(check.models) }), "settings/prices/unpriced");
    case "empty_days": {
      const days = list(check.days.map((day) => format.day(day, locale, { short: true })));
      return of(t("checks.empty_days", { count: check.days.length, days }), "imports");
    }
    case "invoices_missing": {
      const providers = check.providers.map(({ provider, cost }) => `${provider} (${format.money(cost, locale)})`);
      return of(t("checks.invoices_missing", { providers: list(providers) }), `reconciliation?month=${month}#invoices`);
    }
    case "differences_open": {
      const lines = check.lines.map(({ name, difference }) => `${name} (${format.money(toPico(difference), locale, { signed: true })})`);
      return of(t("checks.differences_open", { count: lines.length, lines: list(lines) }), `reconciliation?month=${month}`);
    }
  }
}

/** A closed month then and now. */
export function differenceView(month: Month, { closed, now, carried, carrier, lines }: ClosedDifference, words: ClosingWords): DifferenceView {
  const { locale, t } = words;
  const named = { month: format.month(month, locale), carrier: format.ofMonth(carrier, locale) };
  const totals = { closed: format.money(closed, locale), now: format.money(now, locale), difference: signed(now - closed, locale) };
  const rest = now - closed - carried;
  const parts = { ...named, carried: signed(carried, locale), rest: signed(rest, locale) };
  const note = rest === 0n ? t("carriedAll", parts) : carried === 0n ? t("carriedNone", parts) : t("carriedPart", parts);
  return {
    lead: lines.length || now !== closed ? t("changed", { ...named, ...totals }) : t("unchanged", { ...named, ...totals }),
    note: now === closed && carried === 0n ? null : note,
    rows: lines.slice(0, mostRows).map((line) => rowOf(line, words)),
    total: totals,
  };
}

function rowOf({ provider, model, team, closed, now }: Compared, { locale, t }: ClosingWords): DifferenceView["rows"][number] {
  const cost = (amount: Pico | null) => (amount === null ? "—" : format.money(amount, locale));
  return {
    key: JSON.stringify([provider, model, team]),
    ...{ team: team ?? t("unattributed"), model: model ?? "—", closed: cost(closed.cost), now: cost(now.cost) },
    difference: signed((now.cost ?? 0n) - (closed.cost ?? 0n), locale),
  };
}

/** A closing with its files. */
export function versionView({ closed, checks, reopened, files }: Version, words: ClosingWords): VersionView {
  const { slug, zone, locale, t } = words;
  const known = checkKinds.filter((kind) => checks.some((check) => (check as { kind?: unknown }).kind === kind));
  const kinds = new Intl.ListFormat(locale).format(known.map((kind) => t(`kinds.${kind}`)));
  return {
    number: t("number", { number: closed.number }),
    when: format.moment(closed.closedAt, zone, locale),
    who: actorName(closed.closedBy, words.people, words.locale),
    total: closed.total === null ? "—" : format.money(closed.total, locale),
    sha256: closed.sha256,
    state: reopened
      ? t("reopened", {
          when: format.moment(reopened.at, zone, locale),
          by: actorName(reopened.by, words.people, words.locale),
          reason: reopened.reason,
        })
      : t("holds"),
    isCurrent: reopened === null,
    known: known.length ? t("knownThen", { kinds }) : "",
    files: files.map((file) => ({
      name: file.name,
      href: fileAddress(slug, file),
      size: format.bytes(Number(file.bytes), locale),
      sha256: file.sha256,
    })),
  };
}

/** Where a file of a closed month is had. */
function fileAddress(slug: string, { month, number, format: kind, locale }: ClosedFile): string {
  const query = new URLSearchParams({ number: String(number), ...(locale && { locale }), ...(kind === "csv-excel" && { style: "excel" }) });
  return `/api/w/${slug}/reports/${month}.${reportFormats[kind].extension}?${query}`;
}

function signed(amount: Pico, locale: Locale): string {
  return format.money(amount, locale, { signed: true });
}
