import type { z } from "zod";
import { ExplainedCost } from "@/components/spend/explained-cost";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { attributionMovesSchema } from "@/lib/attribution/json";
import { money, month, tokens } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { parseDollars } from "@/lib/money";
import type { Zone } from "@/lib/period";

export type Moves = z.input<typeof attributionMovesSchema>["moves"];

const shown = 40;

/** What would count under another value, the latest month first. */
export function MovesTable({ moves, view }: { moves: Moves; view: { slug: string; zone: Zone; locale: Locale } }) {
  const { locale } = view;
  const t = translatorOf(locale, "attribution");
  if (!moves.length) return <p className="m">{t("previewNothing")}</p>;
  const lines = moves.toSorted((a, b) => (a.month < b.month ? 1 : a.month > b.month ? -1 : 0));
  const name = (value: string | null) => (value === null ? <span className="m">{t("unattributed")}</span> : value);
  return (
    <Scroller label={t("preview")}>
      <table aria-label={t("preview")}>
        <TableHead columns={[t("month"), t("move"), { title: t("tokens"), className: "n hp" }, { title: t("cost"), className: "n" }]} />
        <tbody>
          {lines.slice(0, shown).map((move, place) => (
            <tr key={[move.month, move.dimension, move.from, move.to].join("\u0000")}>
              <td className="t">{month(move.month, locale)}</td>
              <td style={{ overflowWrap: "anywhere" }}>
                <span className="sub">{t(`dimensions.${move.dimension}`)}</span> {name(move.from)} → {name(move.to)}
              </td>
              <td className="n hp">{tokens(BigInt(move.tokens), locale)}</td>
              <td className="n">
                {move.cost === null ? (
                  <span className="unp">{t("unpriced")}</span>
                ) : move.explained === null ? (
                  money(parseDollars(move.cost), locale)
                ) : (
                  <ExplainedCost
                    id={`move-${place}`}
                    label={`${month(move.month, locale)}, ${move.from ?? t("unattributed")} → ${move.to ?? t("unattributed")}`}
                    explanation={{ ...move.explained, cost: move.cost }}
                    view={view}
                  />
                )}
                {move.cost !== null && BigInt(move.unpriced_tokens) > 0n && <span className="sub"> + {t("unpriced")}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > shown && <p className="note">{t("andMore", { count: lines.length - shown })}</p>}
    </Scroller>
  );
}
