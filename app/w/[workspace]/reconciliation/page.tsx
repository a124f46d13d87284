import type { Metadata } from "next";
import { MonthHead } from "@/components/finance/month-head";
import { Causes } from "@/components/reconciliation/causes";
import { Detail } from "@/components/reconciliation/detail";
import { Provider } from "@/components/reconciliation/provider";
import type { View } from "@/components/reconciliation/view";
import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { decimalText, parseDollars } from "@/lib/money";
import { namesOfActors } from "@/lib/people/queries";
import { isMonth, monthOf } from "@/lib/period";
import { type Reconciliation, reconciledModel, reconciliation } from "@/lib/reconciliation/queries";
import type { Compared } from "@/lib/reconciliation/sides";
import { attoDollars, toPico } from "@/lib/savings/savings";
import { requireWorkspace } from "@/lib/session";
import { monthsWithUsage, openingMonth } from "@/lib/spend/span";
import { noteDifferenceAction, recordInvoiceAction, setToleranceAction, withdrawInvoiceAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "reconciliation")("title") };
}

export default async function ReconciliationPage({ params, searchParams }: PageProps<"/w/[workspace]/reconciliation">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "reconciliation:see", `/w/${slug}/reconciliation`);
  const query = await searchParams;
  const [zone, locale, months] = [workspace.timezone, await currentLocale(), await monthsWithUsage(access)];
  const asked = [query.month].flat()[0] ?? "";
  const month = isMonth(asked) ? asked : openingMonth(months, monthOf(now(), zone));
  const opened = [query.model].flat()[0] ?? "";
  const slash = opened.indexOf("/");
  const key = slash > 0 ? { provider: opened.slice(0, slash), model: opened.slice(slash + 1) } : null;
  const [found, detail] = await Promise.all([reconciliation(access, month), key && reconciledModel(access, month, key)]);
  const notes = found.providers.flatMap((provider) => [provider, ...provider.models].flatMap(({ note }) => note ?? []));
  const t = translatorOf(locale, "reconciliation");
  const view: View = {
    ...{ slug, locale, zone, month, t, people: await namesOfActors(notes.map(({ recordedBy }) => recordedBy)) },
    note: may("finance:write") ? noteDifferenceAction.bind(null, slug) : null,
    mayPrice: may("prices:write"),
    hrefTo: (model) => `/w/${slug}/reconciliation?${new URLSearchParams({ month, ...(model && { model }) })}${model ? "#detail" : ""}`,
  };
  const line = key && lineOf(found, key);
  const compared = found.providers.filter(({ basis }) => basis !== "none");
  const alone = found.providers
    .filter(({ basis, ours }) => basis === "none" && ours !== null)
    .map(({ provider }) => provider || t("unnamedProvider"));
  const named = { month: format.month(month, locale) };
  return (
    <>
      <MonthHead
        title={t("title")}
        {...{ month, locale }}
        months={[...months, monthOf(now(), zone)]}
        hrefTo={(each) => `/w/${slug}/reconciliation?month=${each}`}
      />
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 14 }}>
        {t("lead")}
      </p>
      <p className="lead" data-testid="reconciled" style={{ marginBottom: 14 }}>
        {compared.length === 0 ? t("nothing", named) : summaryOf(found, view)}
      </p>
      {compared.length === 0 && may("imports:write") && (
        <p style={{ marginBottom: 18 }}>
          <a className="btn" href={`/w/${slug}/imports/new`}>
            {t("importOne")}
          </a>
        </p>
      )}
      {found.total.causes.length > 0 && <Causes causes={found.total.causes} total={found.total.difference} view={view} title={t("why")} />}
      {compared.map((provider) => (
        <Provider key={provider.provider} provider={provider} view={view} />
      ))}
      {alone.length > 0 && compared.length > 0 && (
        <p className="note" style={{ marginBottom: 18 }}>
          {t("noBill", { providers: alone.join(", ") })}
        </p>
      )}
      {found.others.map(({ provider, currency, amount }) => (
        <p className="note" key={`${provider} ${currency}`}>
          {t("others", { provider, amount: format.amount(amount, currency, locale) })}
        </p>
      ))}
      {detail && key && <Detail detail={detail} name={line?.name ?? opened} line={line} view={view} />}
      <Invoices found={found} view={view} mayWrite={may("finance:write")} />
      {may("finance:write") && <Tolerance found={found} view={view} />}
    </>
  );
}

function summaryOf({ total }: Reconciliation, { locale, t, month }: View): string {
  const money = (amount: bigint, options = {}) => format.money(toPico(amount), locale, options);
  const named = { month: format.month(month, locale), theirs: money(total.theirs), ours: money(total.ours) };
  return total.difference === 0n ? t("matches", named) : t("summary", { ...named, difference: money(total.difference, { signed: true }) });
}

function lineOf({ providers }: Reconciliation, { provider, model }: { provider: string; model: string }): Compared | null {
  return providers.find((each) => each.provider === provider)?.models.find((each) => each.model === model) ?? null;
}

/** The invoices of the month, and a form to write one down. */
function Invoices({ found, view: { slug, locale, t, month }, mayWrite }: { found: Reconciliation; view: View; mayWrite: boolean }) {
  const { refusals, fields, common } = messagesOf(locale);
  const invoices = found.providers.flatMap((provider) => provider.invoices);
  const title = t("invoices", { month: format.month(month, locale) });
  const money = (amount: bigint, currency: string) => format.amount(attoDollars(amount), currency, locale);
  return (
    <section id="invoices">
      <h2 className="sh">{title}</h2>
      {invoices.length === 0 && <p className="s">{t("noInvoices")}</p>}
      {invoices.length > 0 && (
        <Scroller label={title}>
          <table aria-label={title}>
            <TableHead
              columns={[
                ...[t("provider"), t("number")],
                ...[t("usage"), t("credits"), t("tax")].map((name) => ({ title: name, className: "n" })),
                ...(mayWrite ? [{ title: t("withdraw"), isUnseen: true }] : []),
              ]}
            />
            <tbody>
              {invoices.map(({ id, provider, number, currency, amount, credits, tax, note }) => (
                <tr key={id}>
                  <td>{provider}</td>
                  <td>
                    {number}
                    {note && <div className="sub">{note}</div>}
                  </td>
                  <td className="n">{money(amount, currency)}</td>
                  <td className="n">{money(-credits, currency)}</td>
                  <td className="n">{money(tax, currency)}</td>
                  {mayWrite && (
                    <td className="n">
                      <PopoverForm
                        id={`withdraw-${id}`}
                        open={t("withdraw")}
                        label={`${t("withdraw")}: ${number}`}
                        title={t("withdrawTitle", { number })}
                        cancel={common.cancel}
                        kind="quiet"
                      >
                        <p>{t("withdrawBody")}</p>
                        <ActionForm
                          action={withdrawInvoiceAction.bind(null, slug)}
                          hidden={{ id: String(id) }}
                          submit={t("withdraw")}
                          words={{ saved: t("saved"), refusals, fields }}
                        />
                      </PopoverForm>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {mayWrite && (
        <details style={{ marginTop: 14 }}>
          <summary>{t("record")}</summary>
          <div style={{ maxWidth: 460, marginTop: 12 }}>
            <ActionForm
              action={recordInvoiceAction.bind(null, slug)}
              hidden={{ month }}
              fields={[
                { name: "provider", label: t("provider"), suggestions: found.providers.map(({ provider }) => provider) },
                { name: "number", label: t("number") },
                { name: "currency", label: t("currency"), value: "USD" },
                { name: "amount", label: t("usage") },
                { name: "credits", label: t("credits"), value: "0", isRequired: false },
                { name: "tax", label: t("tax"), value: "0", isRequired: false },
                { name: "note", label: t("note"), isRequired: false },
              ]}
              submit={t("save")}
              words={{ saved: t("saved"), refusals, fields }}
            />
          </div>
        </details>
      )}
    </section>
  );
}

function Tolerance({ found: { tolerance }, view: { slug, locale, t } }: { found: Reconciliation; view: View }) {
  const { refusals, fields } = messagesOf(locale);
  return (
    <section id="tolerance">
      <details>
        <summary>
          {t("tolerance")}: {format.money(parseDollars(attoDollars(tolerance.amount)), locale)} ·{" "}
          {format.percent(decimalText({ digits: tolerance.percent, scale: 2 }), locale)}
        </summary>
        <p className="hint" style={{ margin: "10px 0" }}>
          {t("toleranceBody")}
        </p>
        <div style={{ maxWidth: 300 }}>
          <ActionForm
            action={setToleranceAction.bind(null, slug)}
            fields={[
              { name: "amount", label: t("toleranceAmount"), value: attoDollars(tolerance.amount) },
              { name: "percent", label: t("tolerancePercent"), value: decimalText({ digits: tolerance.percent, scale: 2 }) },
            ]}
            submit={t("setTolerance")}
            kind="plain"
            words={{ saved: t("saved"), refusals, fields }}
          />
        </div>
      </details>
    </section>
  );
}
