import { Download } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { MonthHead } from "@/components/finance/month-head";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { chargeback } from "@/lib/chargeback/queries";
import type { Amounts, Booking, CentreTotal, Statement } from "@/lib/chargeback/statement";
import { now } from "@/lib/clock";
import { type Currency, type Minor, minorText } from "@/lib/currency/currency";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { decimalText } from "@/lib/money";
import { isMonth, type Month, monthOf } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { monthsWithUsage, openingMonth } from "@/lib/spend/span";
import { addSums, type Sums } from "@/lib/spend/spend";
import { totalTokens } from "@/lib/usage/tokens";

type View = { slug: string; locale: Locale; t: Translator<"chargeback">; statement: Statement; hrefTo: (month: Month, centre?: string) => string };

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "chargeback")("title") };
}

export default async function ChargebackPage({ params, searchParams }: PageProps<"/w/[workspace]/chargeback">) {
  const { workspace: slug } = await params;
  const { access, workspace } = await requireWorkspace(slug, "finance:see", `/w/${slug}/chargeback`);
  const asked = await searchParams;
  const given = (name: string) => [asked[name]].flat()[0] ?? "";
  const [months, locale] = await Promise.all([monthsWithUsage(access), currentLocale()]);
  const current = monthOf(now(), workspace.timezone);
  const month = isMonth(given("month")) ? given("month") : openingMonth(months, current);
  const statement = await chargeback(access, month);
  const t = translatorOf(locale, "chargeback");
  const hrefTo = (of: Month, centre?: string) => `/w/${slug}/chargeback?${new URLSearchParams({ month: of, ...(centre && { centre }) })}`;
  const view: View = { slug, locale, t, statement, hrefTo };
  const centre = given("centre");
  const shown = statement.centres.find((each) => each.centre === centre);
  return (
    <>
      <MonthHead title={centre || t("title")} {...{ month, locale }} months={[...months, current]} hrefTo={(each) => hrefTo(each, centre)}>
        <span className="sp" />
        {centre ? (
          <a className="btn quiet" href={hrefTo(month)}>
            {t("allCentres")}
          </a>
        ) : (
          <a className="btn quiet" href={`/w/${slug}/settings/chargeback`}>
            {t("rules")}
          </a>
        )}
        <a
          className="btn"
          href={`/api/w/${slug}/chargeback/${month}.csv${centre ? `?${new URLSearchParams({ cost_centre: centre })}` : ""}`}
          aria-label={`CSV: ${centre || t("title")}`}
          download
        >
          <Download className="i" size={16} strokeWidth={1.6} aria-hidden="true" /> CSV
        </a>
      </MonthHead>
      {centre ? <OneCentre view={view} name={centre} centre={shown} /> : <AllCentres view={view} />}
      <Rates view={view} />
    </>
  );
}

function money(amount: Minor | null, currency: Currency, locale: Locale): string {
  return amount === null ? "—" : format.amount(minorText(amount, currency), currency, locale);
}

/** The amount in dollars, and in the reporting currency where it is another. */
function both({ usd, reporting }: Amounts, { locale, statement: { currency } }: View): string {
  const dollars = money(usd, "USD", locale);
  return currency === "USD" ? dollars : `${dollars} · ${money(reporting, currency, locale)}`;
}

function AllCentres({ view }: { view: View }) {
  const { slug, locale, t, statement, hrefTo } = view;
  const { month, currency, centres, total } = statement;
  const named = centres.filter(({ centre }) => centre !== null);
  const nobody = centres.find(({ centre }) => centre === null);
  const columns = ["usage", "charges"] as const;
  const row = (key: string, title: ReactNode, { own, shared, total: all }: CentreTotal) => (
    <tr key={key}>
      <td style={{ overflowWrap: "break-word" }}>{title}</td>
      {columns.map((part) => (
        <td className="n hp" key={`own ${part}`}>
          {money(own[part].usd, "USD", locale)}
        </td>
      ))}
      {columns.map((part) => (
        <td className="n hp" key={`shared ${part}`}>
          {money(shared[part].usd, "USD", locale)}
        </td>
      ))}
      <td className="n">{money(all.usd, "USD", locale)}</td>
      {currency !== "USD" && <td className="n">{money(all.reporting, currency, locale)}</td>}
    </tr>
  );
  return (
    <section>
      <p className="lead" style={{ marginBottom: 6 }}>
        {t("lead", {
          total: both(total.total, view),
          count: named.length,
          unallocated: money(nobody?.total.usd ?? 0n, "USD", locale),
        })}
      </p>
      {named.length === 0 && (
        <p className="s" style={{ marginBottom: 14 }}>
          {t("noCentres")} <a href={`/w/${slug}/settings/chargeback`}>{t("firstRule")}</a>
        </p>
      )}
      <Unpriced view={view} sums={total.usage} />
      <Scroller label={t("title")}>
        <table aria-label={t("title")} style={{ marginTop: 14 }}>
          <TableHead
            columns={[
              t("centre"),
              { title: t("ownUsage"), className: "n hp" },
              { title: t("ownCharges"), className: "n hp" },
              { title: t("sharedUsage"), className: "n hp" },
              { title: t("sharedCharges"), className: "n hp" },
              { title: currency === "USD" ? t("total") : t("totalIn", { currency: "USD" }), className: "n" },
              ...(currency === "USD" ? [] : [{ title: t("totalIn", { currency }), className: "n" }]),
            ]}
          />
          <tbody>
            {named.map((each) => row(each.centre ?? "", <a href={hrefTo(month, each.centre ?? "")}>{each.centre}</a>, each))}
            {nobody && row("unallocated", <span className="m">{t("unallocated")}</span>, nobody)}
          </tbody>
          <tfoot>{row("total", t("sum"), total)}</tfoot>
        </table>
      </Scroller>
    </section>
  );
}

function Unpriced({ view: { locale, t }, sums }: { view: View; sums: Sums }) {
  if (sums.unpriced.tokens === 0n) return null;
  return <p className="note">{t("unpricedNote", { tokens: format.tokensNamed(sums.unpriced.tokens, locale) })}</p>;
}

function OneCentre({ view, name, centre }: { view: View; name: string; centre: CentreTotal | undefined }) {
  const { locale, t, statement } = view;
  const month = format.month(statement.month, locale);
  if (!centre) return <p className="m">{t("nothing", { centre: name, month })}</p>;
  const bookings = statement.bookings.filter(({ account }) => account?.centre === name);
  const { currency } = statement;
  const isBoth = currency !== "USD";
  return (
    <>
      <section>
        <p className="lead" style={{ marginBottom: 6 }}>
          {t("centreLead", { centre: name, month, total: both(centre.total, view) })}
        </p>
        <Unpriced view={view} sums={centre.usage} />
        <h2 className="sh" style={{ marginTop: 14 }}>
          {t("lines")}
        </h2>
        <Scroller label={t("lines")}>
          <table aria-label={t("lines")}>
            <TableHead
              columns={[
                t("what"),
                { title: t("ledgerTitle"), className: "hp" },
                t("share"),
                { title: "USD", className: "n" },
                ...(isBoth ? [{ title: currency, className: "n" }] : []),
              ]}
            />
            <tbody>
              {bookings.map((booking) => (
                <tr key={JSON.stringify([booking.kind, booking.share, booking.account?.ledger, booking.charge?.id])}>
                  <td style={{ overflowWrap: "break-word" }}>{whatText(booking, locale, t)}</td>
                  <td className="hp">{booking.account?.ledger ?? "—"}</td>
                  <td>{t(`shares.${booking.share}`)}</td>
                  <td className="n">{money(booking.amounts.usd, "USD", locale)}</td>
                  {isBoth && <td className="n">{money(booking.amounts.reporting, currency, locale)}</td>}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <td>{t("sum")}</td>
                <td className="hp" />
                <td />
                <td className="n">{money(centre.total.usd, "USD", locale)}</td>
                {isBoth && <td className="n">{money(centre.total.reporting, currency, locale)}</td>}
              </tr>
            </tfoot>
          </table>
        </Scroller>
      </section>
      <Usage view={view} name={name} />
    </>
  );
}

function whatText({ kind, charge }: Booking, locale: Locale, t: View["t"]): string {
  return charge && kind !== "usage" ? `${charge.item} (${translatorOf(locale, "charges")(`kinds.${kind}`)})` : t("usage");
}

/** A cost centre's own usage by team and model, the dearest first. */
function Usage({ view: { locale, t, statement }, name }: { view: View; name: string }) {
  const found = new Map<string, { team: string | null; provider: string | null; model: string | null; sums: Sums }>();
  for (const { account, sums, ...of } of statement.usage) {
    if (account?.centre !== name) continue;
    const key = JSON.stringify([of.team, of.provider, of.model]);
    const known = found.get(key);
    found.set(key, { ...of, sums: known ? addSums(known.sums, sums) : sums });
  }
  const lines = [...found].sort(([, a], [, b]) => ((a.sums.cost ?? -1n) < (b.sums.cost ?? -1n) ? 1 : -1));
  if (!lines.length) return null;
  return (
    <section>
      <h2 className="sh">{t("usageBy")}</h2>
      <Scroller label={t("usageBy")}>
        <table aria-label={t("usageBy")}>
          <TableHead columns={[t("by.team"), t("model"), { title: t("tokens"), className: "n hp" }, { title: t("cost"), className: "n" }]} />
          <tbody>
            {lines.map(([key, { team, provider, model, sums }]) => (
              <tr key={key}>
                <td>{team ?? <span className="m">{t("noTeam")}</span>}</td>
                <td style={{ overflowWrap: "break-word" }}>
                  {model}
                  <div className="sub">{provider}</div>
                </td>
                <td className="n hp">{format.tokens(totalTokens(sums.tokens), locale)}</td>
                <td className="n">{sums.cost === null ? <span className="unp">{t("unpriced")}</span> : format.money(sums.cost, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}

/** The rate that amounts are told at, and what has none. */
function Rates({ view: { slug, locale, t, statement } }: { view: View }) {
  const { rate, unconverted } = statement;
  return (
    <section>
      <p className="note">
        {rate
          ? t("rate", {
              rate: `1 ${rate.from} = ${format.exact(decimalText(rate.rate), locale)} ${rate.to}`,
              day: format.day(rate.last, locale),
              sources: rate.sources.join("; "),
            })
          : t("inDollars")}{" "}
        <a href={`/w/${slug}/settings/currency`}>{t("currencySettings")}</a>
      </p>
      {unconverted.length > 0 && (
        <p className="notice" style={{ marginTop: 10 }}>
          {t("unconverted", {
            lines: new Intl.ListFormat(locale).format(unconverted.map(({ item, amount, currency }) => `${item}, ${money(amount, currency, locale)}`)),
          })}
        </p>
      )}
    </section>
  );
}
