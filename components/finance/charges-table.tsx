import { ActionForm, type FormField } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { ActionState } from "@/lib/action-state";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import type { Day } from "@/lib/period";

type Action = (previous: ActionState, form: FormData) => Promise<ActionState>;

/** A charge in words. `amount` null: it is not due in the month. */
export type ChargeLine = {
  id: number;
  kind: string;
  item: string;
  provider: string | null;
  /** Empty: shared. */
  forWhom: string;
  price: string;
  time: string;
  partly: string | null;
  amount: string | null;
  notes: string[];
  isOver: boolean;
  today: Day;
  /** What takes it back, as an amount. */
  opposite: string;
  end: Action | null;
  counter: Action | null;
  withdraw: Action | null;
};

/** Charges, with what they come to and the ways to correct them. */
export function ChargesTable({ lines, label, locale }: { lines: ChargeLine[]; label: string; locale: Locale }) {
  const t = translatorOf(locale, "charges");
  return (
    <Scroller label={label}>
      <table aria-label={label}>
        <TableHead
          columns={[
            t("item"),
            { title: t("forWhom"), className: "hp" },
            { title: t("price"), className: "n hp" },
            t("time"),
            { title: t("amount"), className: "n" },
          ]}
        />
        <tbody>
          {lines.map((line) => (
            <tr key={line.id} className={line.isOver ? "quiet" : undefined}>
              <td style={{ overflowWrap: "break-word" }}>
                {line.item}
                <div className="sub">{[line.kind, line.provider].filter(Boolean).join(", ")}</div>
                {line.notes.map((note) => (
                  <div className="sub" key={note}>
                    {note}
                  </div>
                ))}
                <Corrections line={line} locale={locale} />
              </td>
              <td className="hp" style={{ overflowWrap: "break-word" }}>
                {line.forWhom || <span className="m">{t("shared")}</span>}
              </td>
              <td className="n hp">{line.price}</td>
              <td>
                {line.time}
                {line.partly && <div className="sub">{line.partly}</div>}
              </td>
              <td className="n">{line.amount ?? "—"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

function Corrections({ line, locale }: { line: ChargeLine; locale: Locale }) {
  const t = translatorOf(locale, "charges");
  const { common, refusals, fields: wrongs } = messagesOf(locale);
  const ways: { name: "end" | "counter" | "withdraw"; action: Action | null; fields: FormField[] }[] = [
    { name: "end", action: line.end, fields: [{ name: "on", label: t("lastDay"), type: "date", value: line.today }] },
    {
      ...{ name: "counter", action: line.counter },
      fields: [
        { name: "on", label: t("counterOn"), type: "date", value: line.today },
        { name: "amount", label: t("counterAmount", { amount: line.opposite }), isRequired: false },
        { name: "note", label: t("note"), isRequired: false },
      ],
    },
    { name: "withdraw", action: line.withdraw, fields: [] },
  ];
  return (
    <div style={{ display: "flex", flexWrap: "wrap", gap: 4, marginLeft: -8 }}>
      {ways.map(
        ({ name, action, fields }) =>
          action && (
            <PopoverForm
              key={name}
              id={`${name}-${line.id}`}
              open={t(name)}
              label={`${t(name)}: ${line.item}`}
              title={t(`${name}Title`, { item: line.item })}
              cancel={common.cancel}
              kind="quiet sm"
            >
              <p className="s">{t(`${name}Body`)}</p>
              <ActionForm
                action={action}
                fields={fields}
                hidden={{ id: String(line.id) }}
                submit={t(name)}
                words={{ saved: t("saved"), refusals, fields: wrongs }}
                isSilent
              />
            </PopoverForm>
          ),
      )}
    </div>
  );
}
