import type { Metadata } from "next";
import { type ChargeLine, ChargesTable } from "@/components/finance/charges-table";
import { MonthHead } from "@/components/finance/month-head";
import { ActionForm, type FormField } from "@/components/ui/action-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { knownNames } from "@/lib/attribution/queries";
import { now } from "@/lib/clock";
import { currencies, minorText } from "@/lib/currency/currency";
import { chargeKinds, sumsByCurrency, wholeAmount } from "@/lib/fixed-charges/fixed-charge";
import { type DueCharge, dueIn, fixedCharges, type ImportedCharge, importedCharges, type RecordedCharge } from "@/lib/fixed-charges/queries";
import { signature } from "@/lib/i18n/actor";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { decimalText } from "@/lib/money";
import { namesOfActors } from "@/lib/people/queries";
import { type Day, dayOf, isMonth, type Month, monthOf, type Zone } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { monthsWithUsage, openingMonth } from "@/lib/spend/span";
import { counterChargeAction, endChargeAction, recordChargeAction, withdrawChargeAction } from "./actions";

type View = { slug: string; locale: Locale; zone: Zone; t: Translator<"charges">; month: Month; today: Day; people: ReadonlyMap<string, string> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "charges")("title") };
}

export default async function ChargesPage({ params, searchParams }: PageProps<"/w/[workspace]/charges">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "finance:see", `/w/${slug}/charges`);
  const asked = [(await searchParams).month].flat()[0] ?? "";
  const [zone, at] = [workspace.timezone, now()];
  const [months, all, locale] = await Promise.all([monthsWithUsage(access), fixedCharges(access), currentLocale()]);
  const month = isMonth(asked) ? asked : openingMonth(months, monthOf(at, zone));
  const mayWrite = may("finance:write");
  const [due, imported, names] = await Promise.all([dueIn(access, month), importedCharges(access, month), mayWrite ? knownNames(access) : null]);
  const people = await namesOfActors(all.flatMap(({ recordedBy, endedBy, withdrawnBy }) => [recordedBy, endedBy ?? "", withdrawnBy ?? ""]));
  const t = translatorOf(locale, "charges");
  const view: View = { slug, locale, zone, t, month, today: dayOf(at, zone), people };
  const others = all.filter(({ id }) => !due.some((each) => each.id === id));
  const named = { month: format.month(month, locale) };
  const sums = [...sumsByCurrency(due)].map(([currency, amount]) => format.amount(minorText(amount, currency), currency, locale));
  return (
    <>
      <MonthHead
        title={t("title")}
        {...{ month, locale }}
        months={[...months, monthOf(at, zone)]}
        hrefTo={(each) => `/w/${slug}/charges?month=${each}`}
      />
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 18 }}>
        {t("lead")}
      </p>
      <section>
        <h2 className="sh">{t("due", named)}</h2>
        <p className="lead" style={{ marginBottom: 14 }}>
          {due.length ? t("total", { ...named, sums: new Intl.ListFormat(locale).format(sums) }) : t("none", named)}
        </p>
        {due.length > 0 && (
          <ChargesTable label={t("due", named)} lines={due.map((charge) => lineOf(charge, charge, mayWrite, view))} locale={locale} />
        )}
        {others.length > 0 && (
          <details style={{ marginTop: 16 }}>
            <summary>{t("others")}</summary>
            <ChargesTable label={t("others")} lines={others.map((charge) => lineOf(charge, null, mayWrite, view))} locale={locale} />
          </details>
        )}
      </section>
      {names && <NewCharge view={view} teams={names.team} providers={names.provider} />}
      <Imported imported={imported} view={view} />
    </>
  );
}

/** A line in words. `due`: what it comes to in the month; null: it is not due in it. */
function lineOf(charge: RecordedCharge, due: DueCharge | null, mayWrite: boolean, { slug, locale, zone, t, today, people }: View): ChargeLine {
  const by = (at: number, actor: string) => signature(at, actor, { people, locale, zone });
  const money = (text: string) => format.amount(text, charge.currency, locale);
  const price = money(decimalText(charge.price));
  const isOpen = mayWrite && charge.withdrawnAt === null;
  return {
    id: charge.id,
    kind: t(`kinds.${charge.kind}`),
    item: charge.item,
    provider: charge.provider,
    forWhom: [charge.team && t("team", { name: charge.team.name }), charge.costCentre && t("costCentre", { name: charge.costCentre })]
      .filter((text) => text !== null)
      .join(", "),
    price: charge.seats === 1 ? price : t("perSeat", { count: charge.seats, price }),
    time: timeOf(charge, locale, t),
    partly: due?.days && due.days.paid < due.days.all ? t("partly", due.days) : null,
    amount: due && money(minorText(due.amount, due.currency)),
    notes: [
      charge.note,
      charge.counters !== null && t("counters", { id: charge.counters }),
      `${t("line", { id: charge.id })}, ${t("recordedBy", by(charge.recordedAt, charge.recordedBy))}`,
      charge.endedAt !== null && t("endedBy", by(charge.endedAt, charge.endedBy ?? "")),
      charge.withdrawnAt !== null && t("withdrawnBy", by(charge.withdrawnAt, charge.withdrawnBy ?? "")),
    ].filter((note): note is string => Boolean(note)),
    isOver: charge.withdrawnAt !== null,
    today,
    opposite: money(decimalText({ ...wholeAmount(charge), digits: -wholeAmount(charge).digits })),
    end: isOpen && charge.isMonthly && charge.endsOn === null ? endChargeAction.bind(null, slug) : null,
    counter: isOpen ? counterChargeAction.bind(null, slug) : null,
    withdraw: isOpen ? withdrawChargeAction.bind(null, slug) : null,
  };
}

function timeOf({ isMonthly, startsOn, endsOn }: RecordedCharge, locale: Locale, t: View["t"]): string {
  if (!isMonthly) return t("once", { day: format.day(startsOn, locale) });
  return endsOn === null ? t("monthly", { day: format.day(startsOn, locale) }) : t("monthlyTo", { days: format.days(startsOn, endsOn, locale) });
}

function NewCharge({ view: { slug, locale, t, month }, teams, providers }: { view: View; teams: string[]; providers: string[] }) {
  const { refusals, fields: wrongs } = messagesOf(locale);
  const fields: FormField[] = [
    { name: "kind", label: t("kind"), type: "select", options: chargeKinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })) },
    { name: "item", label: t("itemLabel") },
    { name: "price", label: t("priceLabel"), hint: t("priceHint") },
    { name: "seats", label: t("seats"), value: "1" },
    { name: "currency", label: t("currency"), value: "USD", suggestions: currencies },
    {
      ...{ name: "every", label: t("every"), type: "select" },
      options: (["month", "once"] as const).map((value) => ({ value, label: t(`cadences.${value}`) })),
    },
    { name: "from", label: t("from"), type: "date", value: `${month}-01` },
    { name: "to", label: t("to"), type: "date", isRequired: false, hint: t("toHint") },
    { name: "provider", label: t("provider"), suggestions: providers, isRequired: false },
    { name: "team", label: t("teamLabel"), suggestions: teams, isRequired: false },
    { name: "cost_centre", label: t("costCentreLabel"), isRequired: false, hint: t("forHint") },
    { name: "note", label: t("note"), isRequired: false },
  ];
  return (
    <section id="record">
      <h2 className="sh">{t("record")}</h2>
      <div style={{ maxWidth: 460 }}>
        <ActionForm
          action={recordChargeAction.bind(null, slug)}
          fields={fields}
          submit={t("save")}
          words={{ saved: t("saved"), refusals, fields: wrongs }}
        />
      </div>
    </section>
  );
}

/** What files say was charged in the month, beside. */
function Imported({
  imported: { lines, isCut },
  view: { slug, locale, t, month },
}: {
  imported: { lines: ImportedCharge[]; isCut: boolean };
  view: View;
}) {
  const named = { month: format.month(month, locale) };
  const money = (text: string | null, currency: string | null) => (text === null ? "—" : format.amount(text, currency ?? "", locale));
  return (
    <section>
      <h2 className="sh">{t("imported")}</h2>
      <p className="s" style={{ marginBottom: 14 }}>
        {lines.length ? t("importedLead", named) : t("importedNone", named)} {isCut && t("importedCut", { count: lines.length })}
      </p>
      {lines.length > 0 && (
        <Scroller label={t("imported")}>
          <table aria-label={t("imported")}>
            <TableHead
              columns={[
                t("item"),
                { title: t("rows"), className: "n hp" },
                { title: t("imports"), className: "n hp" },
                { title: t("credits"), className: "n" },
                { title: t("amount"), className: "n" },
              ]}
            />
            <tbody>
              {lines.map(({ provider, item, currency, amount, credits, rows, imports }) => (
                <tr key={[provider, item, currency].join("\n")}>
                  <td style={{ overflowWrap: "break-word" }}>
                    <span className="id">{provider}</span>
                    {item && <div className="sub">{item}</div>}
                  </td>
                  <td className="n hp">{format.count(rows, locale)}</td>
                  <td className="n hp">
                    {imports.map((id, place) => (
                      <span key={id}>
                        {place > 0 && ", "}
                        <a href={`/w/${slug}/imports/${id}`}>{id}</a>
                      </span>
                    ))}
                  </td>
                  <td className="n">{money(credits, currency)}</td>
                  <td className="n">{money(amount, currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </section>
  );
}
