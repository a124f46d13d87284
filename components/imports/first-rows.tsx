import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { count } from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import type { ExplanationJson } from "@/lib/spend/explanation-json";
import { Cost, type View } from "./cost";

export type PreviewRow = {
  line: number;
  refused?: string;
  ignored?: string;
  /** Money only, in its own currency; null: counted without a price. */
  charge?: { amount: string; currency: string } | null;
  at?: string;
  model?: string;
  team?: string;
  tokens?: Record<string, number | string>;
  explanation?: ExplanationJson;
};

/** The first rows of a file as they will be stored and priced. */
export function FirstRows({ rows, view }: { rows: PreviewRow[]; view: View }) {
  const { locale } = view;
  const t = translatorOf(locale, "imports");
  const dash = <span className="dash">—</span>;
  const tokens = ({ tokens }: PreviewRow, names: string[]) => {
    const sum = names.reduce((sum, name) => sum + BigInt(tokens?.[name] ?? 0), 0n);
    return tokens ? count(sum, locale) : dash;
  };
  return (
    <Scroller label={t("firstRows")}>
      <h2 style={{ marginBottom: 10 }}>{t("firstRows")}</h2>
      <table aria-label={t("firstRows")}>
        <TableHead
          columns={[
            ...(["line", "time", "model", "team"] as const).map((name) => t(name)),
            ...(["input", "cached", "output", "cost"] as const).map((name) => ({ title: t(name), className: "n" })),
          ]}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={row.line}>
              <td className="id">{row.line}</td>
              {row.refused || row.ignored ? (
                <td colSpan={7} style={{ color: row.refused ? "var(--crit)" : "var(--ink-3)" }}>
                  {row.refused
                    ? t("refused", { reason: t(`reasons.${row.refused}` as "reasons.bad_json") })
                    : t("skipped", { reason: t(`ignoredReasons.${row.ignored}` as "ignoredReasons.no_usage") })}
                </td>
              ) : (
                <>
                  <td className="id">{row.at?.replace("T", " ").replace("Z", "")}</td>
                  <td>{row.model}</td>
                  <td>{row.team || dash}</td>
                  <td className="n">{tokens(row, ["input"])}</td>
                  <td className="n">{tokens(row, ["cache_read", "cache_write_5m", "cache_write_1h"])}</td>
                  <td className="n">{tokens(row, ["output"])}</td>
                  <td className="n">
                    {row.charge !== undefined ? (
                      row.charge ? (
                        `${row.charge.amount} ${row.charge.currency}`
                      ) : (
                        dash
                      )
                    ) : (
                      <Cost id={`row-${row.line}`} label={t("rowOf", { line: row.line })} explanation={row.explanation ?? null} view={view} />
                    )}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
