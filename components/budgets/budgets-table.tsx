import { ActionForm, type FormField } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import type { Pico } from "@/lib/money";
import { BudgetBar } from "./budget-bar";

type Action = (previous: ActionState, form: FormData) => Promise<ActionState>;

/** A budget of a month in words. */
export type BudgetLine = {
  id: number;
  name: string;
  /** What it counts, on the spend page. */
  href: string;
  amount: string;
  until: string | null;
  note: string | null;
  bar: { amount: Pico; actual: Pico; likely: Pico | null; label: string };
  spent: string;
  used: string | null;
  left: string;
  isOver: boolean;
  forecast: string;
  band: string | null;
  thresholds: { text: string; state: string; isReached: boolean }[];
  contributors: { name: string; cost: string; share: string | null }[];
  contributorsTitle: string;
  unpriced: string | null;
  history: string[];
  fields: FormField[];
  change: Action | null;
  withdraw: Action | null;
};

/** Budgets with how they stand in a month, and the ways to change them. */
export function BudgetsTable({ lines, label, locale }: { lines: BudgetLine[]; label: string; locale: Locale }) {
  const t = translatorOf(locale, "budgets");
  return (
    <Scroller label={label}>
      <table aria-label={label}>
        <TableHead
          columns={[
            t("budget"),
            { title: t("spent"), className: "n" },
            { title: t("left"), className: "n hp" },
            { title: t("forecast"), className: "n hp" },
            { title: t("thresholds"), className: "hp" },
          ]}
        />
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <td className="wrap">
                <a href={line.href}>{line.name}</a>
                <div className="sub">{[line.amount, line.until].filter(Boolean).join(", ")}</div>
                {line.note && <div className="sub">{line.note}</div>}
                <BudgetBar {...line.bar} />
                {line.unpriced && <div className="sub">{line.unpriced}</div>}
                <Contributors line={line} />
                {line.history.length > 0 && (
                  <details className="sub">
                    <summary>{t("history")}</summary>
                    <ul>
                      {line.history.map((entry) => (
                        <li key={entry}>{entry}</li>
                      ))}
                    </ul>
                  </details>
                )}
                <Changes line={line} locale={locale} />
              </td>
              <td className="n">
                {line.spent}
                {line.used && <div className="sub">{line.used}</div>}
                <div className="sub only-phone" style={line.isOver ? { color: "var(--crit)" } : undefined}>
                  {line.isOver ? line.left : t("leftShort", { amount: line.left })}
                </div>
              </td>
              <td className="n hp" style={line.isOver ? { color: "var(--crit)" } : undefined}>
                {line.left}
              </td>
              <td className="n hp">
                {line.forecast}
                {line.band && <div className="sub">{line.band}</div>}
              </td>
              <td className="hp">
                {line.thresholds.length === 0 && <span className="m">{t("noThresholds")}</span>}
                {line.thresholds.map(({ text, state, isReached }) => (
                  <div key={text}>
                    {text} <span className={isReached ? "b" : "m"}>{state}</span>
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function Contributors({ line }: { line: BudgetLine }) {
  if (!line.contributors.length) return null;
  return (
    <details className="sub">
      <summary>{line.contributorsTitle}</summary>
      <ul>
        {line.contributors.map(({ name, cost, share }) => (
          <li key={name}>
            {name}: {cost}
            {share && ` (${share})`}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Changes({ line, locale }: { line: BudgetLine; locale: Locale }) {
  const t = translatorOf(locale, "budgets");
  const { common, refusals, fields: wrongs } = messagesOf(locale);
  const words = { saved: t("saved"), refusals, fields: wrongs };
  const hidden = { id: String(line.id) };
  return (
    <div style={{ display: "flex", flexWrap: "wrap", gap: 4, marginLeft: -8 }}>
      {line.change && (
        <PopoverForm
          id={`change-${line.id}`}
          open={t("change")}
          label={`${t("change")}: ${line.name}`}
          title={t("changeTitle", { name: line.name })}
          cancel={common.cancel}
          kind="quiet sm"
        >
          <p className="s">{t("changeBody")}</p>
          <ActionForm action={line.change} fields={line.fields} hidden={hidden} submit={t("save")} words={words} />
        </PopoverForm>
      )}
      {line.withdraw && (
        <PopoverForm
          id={`withdraw-${line.id}`}
          open={t("withdraw")}
          label={`${t("withdraw")}: ${line.name}`}
          title={t("withdrawTitle", { name: line.name })}
          cancel={common.cancel}
          kind="quiet sm"
        >
          <p className="s">{t("withdrawBody")}</p>
          <ActionForm action={line.withdraw} hidden={hidden} submit={t("withdraw")} words={words} isSilent />
        </PopoverForm>
      )}
    </div>
  );
}
