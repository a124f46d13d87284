import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { Pico } from "@/lib/money";
import type { Zone } from "@/lib/period";
import { blended } from "@/lib/pricing/blended";
import { byPrice } from "@/lib/pricing/comparison";
import type { Analysis, Cited } from "./analysis";
import { analysisText, blendedText, differenceText, sourceDate, weightsText } from "./text";

/** How many of the cheaper models are named. */
export const namedCheaper = 6;

/** An analysis as a Markdown document, sources numbered at its end. */
export function analysisMarkdown(analysis: Analysis, locale: Locale, zone: Zone): string {
  const t = translatorOf(locale, "analysis");
  const { question, answer, paragraphs, notes } = analysisText(analysis, locale, zone);
  const sources = analysis.sources.map((source, index) => `${index + 1}. [${escaped(source.name)}](${source.url}), ${sourceDate(source, locale)}`);
  const parts = [
    `# ${escaped(question)}`,
    `**${escaped(answer)}**`,
    ...paragraphs,
    ...pricesTable(analysis, locale),
    ...besideTable(analysis, locale),
    notes.length > 0 && [`## ${t("goodToKnow")}`, notes.map((note) => `- ${note}`).join("\n")].join("\n\n"),
    sources.length > 0 && [`## ${t("sources")}`, sources.join("\n")].join("\n\n"),
  ];
  return `${parts.filter((part) => part !== false).join("\n\n")}\n`;
}

/** The prices of the model and of what it is measured against. */
function pricesTable({ own, baseline, without, r }: Analysis, locale: Locale): string[] {
  if (!own || without === "writes_nothing") return [];
  const t = translatorOf(locale, "analysis");
  const columns = [own, ...(baseline && baseline.model !== own.model ? [baseline] : [])];
  const price = (amount: Pico | null | undefined) => (amount == null ? "—" : format.unitPrice(amount, locale));
  const row = (name: string, of: (column: Cited) => string) => [name, ...columns.map(of)];
  return [
    table(
      [t("perMillion"), ...columns.map(({ model }) => model.name)],
      [
        row(t("input"), ({ period }) => price(period.prices.input)),
        row(t("cacheRead"), ({ period }) => price(period.prices.cache_read)),
        row(t("output"), ({ period }) => price(period.prices.output)),
        row(t("blendedAt", { weights: weightsText(r) }), ({ model, period }) =>
          blendedText({ model, period, blended: blended(period.prices, r) }, locale),
        ),
      ],
    ),
  ];
}

/** The premium models, and who is cheaper. */
function besideTable({ own, baseline, premium, cheaper, r }: Analysis, locale: Locale): string[] {
  if (!own) return [];
  const t = translatorOf(locale, "analysis");
  const others = [...(baseline && baseline.model !== own.model ? [baseline] : []), ...premium, ...cheaper.slice(0, namedCheaper)];
  const each = [...new Map(others.map((other) => [other.model, other])).values()].sort(byPrice);
  if (!each.some(({ comparison }) => comparison)) return [];
  const rows = each.map((other) => [
    `${other.model.name}${other.cites.map((number) => `[${number}]`).join("")}`,
    blendedText(other, locale),
    other.comparison ? differenceText(other.comparison, locale) : "—",
  ]);
  const heads = [t("model"), t("blendedAt", { weights: weightsText(r) }), t("standsBeside", { model: own.model.name })];
  return [[`## ${t("beside")}`, table(heads, rows)].join("\n\n")];
}

function table(heads: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(heads), `|${heads.map((_, index) => (index ? "---:" : "---")).join("|")}|`, ...rows.map(line)].join("\n");
}

/** Keeps a name from being read as Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_|<>]/g, "\\$&");
}
