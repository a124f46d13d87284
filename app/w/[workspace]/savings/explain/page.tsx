import type { Metadata } from "next";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { Zone } from "@/lib/period";
import type { BookPeriod } from "@/lib/pricing/book";
import { savingsAsked, search } from "@/lib/savings/asked";
import { type ComparedModel, type ComparedPrice, explainedSavings } from "@/lib/savings/explanation";
import { attoPerPico, factor } from "@/lib/savings/savings";
import { requireWorkspace } from "@/lib/session";
import type { Filters } from "@/lib/spend/dimension";
import { monthsWithUsage } from "@/lib/spend/span";
import { tokenClasses } from "@/lib/usage/tokens";
import { during, money } from "../shown";
import { ratioText } from "../two-prices";

const mostModels = 12;

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "savings")("explain.title") };
}

/** Both sides of the savings down to tokens × price: what the tokens cost at list, and what they would have cost on the baseline. */
export default async function ExplainSavingsPage({ params, searchParams }: PageProps<"/w/[workspace]/savings/explain">) {
  const { workspace: slug } = await params;
  const { access, workspace } = await requireWorkspace(slug, "spend:see");
  const query = await searchParams;
  const locale = await currentLocale();
  const t = translatorOf(locale, "savings");
  const zone = workspace.timezone;
  const { asked, known, about } = await savingsAsked(access, query, { usedMonths: await monthsWithUsage(access), at: now() });
  const { models, amounts } = await explainedSavings(access, about);
  const rest = models.slice(mostModels);
  const sum = (side: "list" | "reference") =>
    money(
      rest.reduce((all, { amounts: own }) => all + own[side], 0n),
      locale,
    );
  const picked = [
    ...names(asked.filters, locale),
    ...names(asked.excluded, locale).map((name) => translatorOf(locale, "spend")("without", { name })),
  ];
  return (
    <>
      <p style={{ marginBottom: 10, fontSize: 13 }}>
        <a href={`/w/${slug}/savings?${search(asked, query, known.text)}`}>{t("explain.back")}</a>
      </p>
      <div className="head">
        <h1>{t("explain.title")}</h1>
      </div>
      {known.asOf !== undefined && (
        <p className="notice">{translatorOf(locale, "spend")("asKnown", { moment: format.moment(known.asOf, zone, locale) })}</p>
      )}
      <p className="lead" data-testid="explained" style={{ margin: "12px 0 4px" }}>
        {t("explain.sides", {
          during: during(asked.range, locale, t),
          list: money(amounts.list, locale),
          reference: money(amounts.reference, locale),
        })}
      </p>
      {picked.length > 0 && <p className="s">{picked.join(", ")}</p>}
      {!models.length && <p className="s">{t("explain.nothing")}</p>}
      {models.slice(0, mostModels).map((model) => (
        <Model key={model.key} model={model} view={{ slug, zone, locale }} />
      ))}
      <div style={{ marginTop: 18, display: "grid", gap: 4 }}>
        {rest.length > 0 && <p className="note">{t("explain.more", { count: rest.length, list: sum("list"), reference: sum("reference") })}</p>}
        <p className="note">{t("explain.note")}</p>
        <p className="note">{t("estimate")}</p>
      </div>
    </>
  );
}

/** What the figures are narrowed to, by name. */
function names(filters: Filters, locale: Locale): string[] {
  const words = translatorOf(locale, "spend");
  return Object.entries(filters).flatMap(([name, values = []]) =>
    values.map((value) => value ?? words("unattributedName", { dimension: words(`dimensions.${name as "team"}`) })),
  );
}

type View = { slug: string; zone: Zone; locale: Locale };

function Model({ model: { provider, model, name, amounts, prices }, view }: { model: ComparedModel; view: View }) {
  const { slug, locale } = view;
  const isListed = prices.some(({ list }) => list.period);
  return (
    <section aria-label={name}>
      <div className="sh">
        <h2>{isListed ? <a href={`/w/${slug}/models/${encodeURIComponent(provider ?? "")}/${encodeURIComponent(model)}`}>{name}</a> : name}</h2>
        <span className="sp" />
        <span className="t">
          {money(amounts.list, locale)} · <b className="b">{money(amounts.reference, locale)}</b>
        </span>
      </div>
      {prices.map((price, place) => (
        <Prices key={place} price={price} of={name} view={view} />
      ))}
    </section>
  );
}

function Prices({ price, of, view }: { price: ComparedPrice; of: string; view: View }) {
  const { zone, locale } = view;
  const { tokens, requests, list, reference, amounts, tier, rawNames } = price;
  const { baseline, k, isItself } = reference;
  const t = translatorOf(locale, "savings");
  const words = translatorOf(locale, "spend");
  const since = (period: BookPeriod | null) => {
    if (period === null) return words("explainBasis.manual");
    return period.startsAt === null ? words("explainAlways") : words("explainSince", { day: format.moment(period.startsAt, zone, locale) });
  };
  const used = tokenClasses.filter((name) => tokens[name] > 0n);
  const hasRequests = list.prices.request > 0n || reference.prices.request > 0n;
  const pico = (amount: bigint) => money(amount * attoPerPico, locale);
  return (
    <div className="tw" style={{ marginBottom: 18 }}>
      <p className="note" style={{ marginBottom: 8 }}>
        {[
          t("explain.priced", { model: of, since: since(list.period) }),
          ...(isItself ? [t("explain.isItself")] : [t("explain.priced", { model: baseline.name, since: since(reference.period) })]),
          words("explainRaw", { names: rawNames.join(", ") }),
          ...(tier ? [words("explainTier", { tier })] : []),
        ].join(" · ")}
      </p>
      <Scroller label={of}>
        <table aria-label={of}>
          <TableHead
            columns={[
              words("explainClass"),
              ...[words("tokens"), t("explain.listPrice"), t("atList"), t("explain.priceOn", { model: baseline.name }), "k"].map((title) => ({
                title,
                className: "n",
              })),
              { title: t("onBaseline", { model: baseline.name }), className: "n" },
            ]}
          />
          <tbody>
            {used.map((name) => {
              const ratio = name === "output" ? k.out : k.in;
              const rate = isItself ? reference.prices[name] * attoPerPico : reference.prices[name] * factor(ratio);
              return (
                <tr key={name}>
                  <td>{words(`classes.${name}`)}</td>
                  <td className="n">{format.count(tokens[name], locale)}</td>
                  <td className="n s">× {format.unitPrice(list.prices[name], locale)}</td>
                  <td className="n">{pico(tokens[name] * list.prices[name])}</td>
                  <td className="n s">× {format.unitPrice(reference.prices[name], locale)}</td>
                  <td className="n s">× {isItself ? "1" : ratioText(ratio, locale)}</td>
                  <td className="n">{money(tokens[name] * rate, locale)}</td>
                </tr>
              );
            })}
            {hasRequests && (
              <tr>
                <td>{words("explainPerRequest")}</td>
                <td className="n">{format.count(requests, locale)}</td>
                <td className="n s">× {format.money(list.prices.request, locale)}</td>
                <td className="n">{pico(requests * list.prices.request)}</td>
                <td className="n s">× {format.money(reference.prices.request, locale)}</td>
                <td className="n" />
                <td className="n">{pico(requests * reference.prices.request)}</td>
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr>
              <td colSpan={3}>{t("total")}</td>
              <td className="n">{money(amounts.list, locale)}</td>
              <td colSpan={2} />
              <td className="n">{money(amounts.reference, locale)}</td>
            </tr>
          </tfoot>
        </table>
      </Scroller>
      <Sources view={view} periods={[list.period, isItself ? null : reference.period]} />
    </div>
  );
}

/** Where both prices are from. */
function Sources({ view: { locale }, periods }: { view: View; periods: (BookPeriod | null)[] }) {
  const words = translatorOf(locale, "spend");
  const all = periods.flatMap((period) => period?.sources.slice(0, 1) ?? []);
  const sources = all.filter(({ url }, place) => all.findIndex((other) => other.url === url) === place);
  if (!sources.length) return null;
  return (
    <p className="note" style={{ marginTop: 8 }}>
      {words("source")}:{" "}
      {sources.map(({ name, url, as_of: day, retrieved }, place) => (
        <span key={place}>
          {place > 0 && " · "}
          <a href={url} rel="noreferrer">
            {name}
          </a>{" "}
          {day ?? retrieved}
        </span>
      ))}
    </p>
  );
}
