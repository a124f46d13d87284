import type { ReactNode } from "react";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";

/** A rule in words. `state` null: in force. */
export type RuleLine = {
  id: number;
  rule: ReactNode;
  text: string;
  gives: string;
  since: string;
  recorded: string;
  note: string | null;
  state: string | null;
  withdrawHref: string | null;
};

/** Rules, with what they say and what became of them. */
export function RulesTable({ lines, label, locale }: { lines: RuleLine[]; label: string; locale: Locale }) {
  const t = translatorOf(locale, "attribution");
  return (
    <Scroller label={label}>
      <table aria-label={label}>
        <TableHead
          columns={[t("rule"), t("gives"), { title: t("recordedBy"), className: "hp" }, t("standing"), { title: t("withdraw"), isUnseen: true }]}
        />
        <tbody>
          {lines.map((line) => (
            <tr key={line.id} className={line.state === null ? undefined : "quiet"}>
              <td style={{ overflowWrap: "break-word" }}>
                {line.rule}
                {line.note && <div className="sub">{line.note}</div>}
              </td>
              <td style={{ overflowWrap: "break-word" }}>
                {line.gives}
                <div className="sub">{line.since}</div>
              </td>
              <td className="s hp">{line.recorded}</td>
              <td>{line.state === null ? <span className="chip ok">{t("inForce")}</span> : <span className="s">{line.state}</span>}</td>
              <td className="n">
                {line.withdrawHref && (
                  <a className="btn quiet" href={line.withdrawHref} aria-label={t("withdrawName", { rule: line.text })}>
                    {t("withdraw")}
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
