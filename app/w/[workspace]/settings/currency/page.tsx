import { FileChange } from "@/components/pricing/file-change";
import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { now } from "@/lib/clock";
import { currencies } from "@/lib/currency/currency";
import { currenciesUsed, type MonthRates, monthRates, type RateSource, rateSources } from "@/lib/currency/queries";
import { type MonthRate, rateRules } from "@/lib/currency/rate";
import { signature } from "@/lib/i18n/actor";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { decimalText } from "@/lib/money";
import { namesOfActors } from "@/lib/people/queries";
import { addMonths, dayOf, monthOf, type Zone } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { chooseCurrencyAction, recordRateAction, withdrawRatesAction } from "./actions";

type View = { slug: string; locale: Locale; zone: Zone; t: Translator<"currency">; mayWrite: boolean };

const shownMonths = 6;

export default async function CurrencyPage({ params }: PageProps<"/w/[workspace]/settings/currency">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "finance:see", `/w/${slug}/settings/currency`);
  const [at, zone] = [now(), workspace.timezone];
  const [used, sources, locale] = await Promise.all([currenciesUsed(access), rateSources(access), currentLocale()]);
  const current = monthOf(at, zone);
  const months = Array.from({ length: shownMonths }, (_, back) => addMonths(current, -back));
  const rates = await Promise.all(months.map((month) => monthRates(access, month, [...used])));
  const people = await namesOfActors(sources.flatMap(({ recordedBy, withdrawnBy }) => [recordedBy, withdrawnBy ?? ""]));
  const t = translatorOf(locale, "currency");
  const view: View = { slug, locale, zone, t, mayWrite: may("finance:write") };
  const [{ currency, rule } = { currency: "USD", rule: "last" as const }] = rates;
  return (
    <>
      <section>
        <h2 className="sh">{t("title")}</h2>
        <p className="lead" style={{ marginBottom: 14 }}>
          {currency === "USD" ? t("inDollars") : t("inBoth", { currency, rule: t(`rules.${rule}`) })}
        </p>
        {view.mayWrite && <Choice view={view} currency={currency} rule={rule} />}
      </section>
      <Months view={view} rates={rates} used={used} />
      {view.mayWrite && <Entry view={view} currency={currency} today={dayOf(at, zone)} />}
      <Sources view={view} sources={sources} people={people} />
    </>
  );
}

function Choice({ view: { slug, locale, t }, currency, rule }: { view: View; currency: string; rule: (typeof rateRules)[number] }) {
  const { refusals, fields } = messagesOf(locale);
  return (
    <div style={{ maxWidth: 460 }}>
      <ActionForm
        action={chooseCurrencyAction.bind(null, slug)}
        fields={[
          { name: "currency", label: t("currency"), value: currency, suggestions: currencies, hint: t("currencyHint") },
          {
            ...{ name: "rule", label: t("rule"), type: "select", value: rule, hint: t("ruleHint") },
            options: rateRules.map((value) => ({ value, label: t(`rules.${value}`) })),
          },
        ]}
        submit={t("choose")}
        words={{ saved: t("chosen"), refusals, fields }}
      />
    </div>
  );
}

/** The rates of the latest months; where there is none, it says what stays as it is. */
function Months({ view: { locale, t }, rates, used }: { view: View; rates: readonly MonthRates[]; used: ReadonlySet<string> }) {
  const pairs = [...used]
    .sort()
    .flatMap((from) => [...new Set([rates[0]?.currency ?? "USD", "USD"])].filter((to) => to !== from).map((to) => ({ from, to })));
  if (!pairs.length) return null;
  return (
    <section>
      <h2 className="sh">{t("months")}</h2>
      <Scroller label={t("months")}>
        <table aria-label={t("months")}>
          <TableHead columns={[t("month"), t("rate"), t("of"), { title: t("source"), className: "hp" }]} />
          <tbody>
            {rates.flatMap((ofMonth) =>
              pairs.map(({ from, to }) => {
                const rate = ofMonth.to(from, to);
                return (
                  <tr key={`${ofMonth.month} ${from} ${to}`}>
                    <td>{format.month(ofMonth.month, locale)}</td>
                    <td className="t">{rate ? rateText(rate, locale) : <span className="unp">{t("noRate", { from, to })}</span>}</td>
                    <td>{rate && daysText(rate, locale, t)}</td>
                    <td className="s hp">{rate?.sources.join("; ")}</td>
                  </tr>
                );
              }),
            )}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}

/** 1 USD = 0.8604 EUR, every digit that is used. */
function rateText({ from, to, rate }: Pick<MonthRate, "from" | "to" | "rate">, locale: Locale): string {
  return `1 ${from} = ${format.exact(decimalText(rate), locale)} ${to}`;
}

function daysText({ rule, first, last, days }: MonthRate, locale: Locale, t: View["t"]): string {
  return rule === "average" ? t("averageOf", { count: days, days: format.days(first, last, locale) }) : format.day(last, locale);
}

/** Rates of the European Central Bank, and one by hand. */
function Entry({ view: { slug, locale, zone, t }, currency, today }: { view: View; currency: string; today: string }) {
  const { common, refusals, fields } = messagesOf(locale);
  return (
    <section className="cols">
      <div className="c6">
        <h2 className="sh">{t("ecb")}</h2>
        <p className="s" style={{ marginBottom: 14 }}>
          {t("ecbHint")}
        </p>
        <FileChange
          address={`/api/w/${slug}/currency`}
          accept=".csv,.zip,text/csv,application/zip"
          view={{ slug, zone, locale }}
          words={{ choose: t("ecbFile"), reading: t("ecbReading"), failed: t("ecbFailed"), close: common.close }}
        />
      </div>
      <div className="c6">
        <h2 className="sh">{t("byHand")}</h2>
        <ActionForm
          action={recordRateAction.bind(null, slug)}
          fields={[
            { name: "from", label: t("from"), value: "USD", suggestions: currencies },
            { name: "to", label: t("to"), value: currency === "USD" ? "EUR" : currency, suggestions: currencies },
            { name: "rate", label: t("rateLabel"), hint: t("rateHint") },
            { name: "day", label: t("dayLabel"), type: "date", value: today, hint: t("dayHint") },
            { name: "source", label: t("sourceLabel"), hint: t("sourceHint") },
          ]}
          submit={t("record")}
          words={{ saved: t("recorded"), refusals, fields }}
        />
      </div>
    </section>
  );
}

type SourcesProps = { view: View; sources: readonly RateSource[]; people: ReadonlyMap<string, string> };

function Sources({ view: { slug, locale, zone, t, mayWrite }, sources, people }: SourcesProps) {
  const { common, refusals, fields } = messagesOf(locale);
  const by = (at: number, actor: string) => signature(at, actor, { people, locale, zone });
  return (
    <section>
      <h2 className="sh">{t("sources")}</h2>
      {sources.length ? (
        <Scroller label={t("sources")}>
          <table aria-label={t("sources")}>
            <TableHead
              columns={[t("rates"), t("source"), { title: t("recordedTitle"), className: "hp" }, { title: t("withdraw"), isUnseen: true }]}
            />
            <tbody>
              {sources.map((source) => (
                <tr key={source.id} className={source.withdrawnAt === null ? undefined : "quiet"}>
                  <td>
                    {source.single ? rateText(source.single, locale) : t("many", { count: source.rates })}
                    <div className="sub">{format.days(source.first, source.last, locale)}</div>
                  </td>
                  <td style={{ overflowWrap: "break-word" }}>{source.name}</td>
                  <td className="s hp">
                    {source.withdrawnAt === null
                      ? t("recordedBy", by(source.recordedAt, source.recordedBy))
                      : t("withdrawnBy", by(source.withdrawnAt, source.withdrawnBy ?? ""))}
                  </td>
                  <td className="n">
                    {mayWrite && source.withdrawnAt === null && (
                      <PopoverForm
                        id={`withdraw-${source.id}`}
                        open={t("withdraw")}
                        label={`${t("withdraw")}: ${source.name}, ${format.days(source.first, source.last, locale)}`}
                        title={t("withdrawTitle")}
                        cancel={common.cancel}
                        kind="quiet sm"
                      >
                        <p className="s">{t("withdrawBody", { count: source.rates })}</p>
                        <ActionForm
                          action={withdrawRatesAction.bind(null, slug)}
                          hidden={{ id: String(source.id) }}
                          submit={t("withdraw")}
                          words={{ saved: "", refusals, fields }}
                          isSilent
                        />
                      </PopoverForm>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      ) : (
        <p className="m">{t("noSources")}</p>
      )}
    </section>
  );
}
