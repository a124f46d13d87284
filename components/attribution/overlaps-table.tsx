import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { attributed } from "@/lib/attribution/rule";
import { day, tokens } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { Overlap } from "@/lib/sources/overlap";

/** Where usage of the same model and day comes from two sides, with the tokens of both. */
export function OverlapsTable({ lines, locale }: { lines: readonly Overlap[]; locale: Locale }) {
  const t = translatorOf(locale, "sources");
  const side = ({ source, breakdown }: Overlap["one"]) => {
    if (breakdown === null) return source;
    const names = attributed.filter((dimension) => breakdown.split(",").includes(dimension)).map((dimension) => t(`dimensionNames.${dimension}`));
    return `${source}, ${names.length ? t("breakdown", { dimensions: names.join(", ") }) : t("breakdownNone")}`;
  };
  return (
    <Scroller label={t("overlaps")}>
      <table aria-label={t("overlaps")}>
        <TableHead columns={[t("model"), t("one"), t("other")]} />
        <tbody>
          {lines.map((line) => (
            <tr
              key={[line.kind, line.provider, line.model, line.one.source, line.other.source, line.one.breakdown, line.other.breakdown].join(
                "\u0000",
              )}
            >
              <td className="id">
                {line.model} <span className="sub">{line.provider}</span>
                <div className="sub">{t("overlapDays", { days: line.days, first: day(line.firstDay, locale), last: day(line.lastDay, locale) })}</div>
              </td>
              {[line.one, line.other].map((each, place) => (
                <td key={place === 0 ? "one" : "other"}>
                  {side(each)}
                  <div className="sub t">{t("tokensOf", { tokens: tokens(each.tokens, locale) })}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
