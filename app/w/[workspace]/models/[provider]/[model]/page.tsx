import { notFound } from "next/navigation";
import { Scroller } from "@/components/ui/scroller";
import { now } from "@/lib/clock";
import { verdictOf } from "@/lib/estimator/estimate";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { decimalText, type Pico, ratio } from "@/lib/money";
import { dayOf, type Instant, type Zone } from "@/lib/period";
import { type Blended, blended, blendedPerMillion } from "@/lib/pricing/blended";
import { type BookModel, bookModel, staleDays } from "@/lib/pricing/book";
import { entryOf } from "@/lib/pricing/entry";
import { matchModel } from "@/lib/pricing/match";
import { baselineOf } from "@/lib/pricing/queries";
import { type NamedPrices, type PriceSheet, readSheet } from "@/lib/pricing/sheet";
import { requireWorkspace } from "@/lib/session";
import { asKnown } from "@/lib/spend/address";
import { pricesKnown, spend } from "@/lib/spend/queries";
import { type Tokens, tokenClasses, totalTokens } from "@/lib/usage/tokens";
import { History } from "./history";
import { Offers } from "./offers";
import type { View } from "./view";

const weights = [3n, 1n, 9n] as const;
const mostWeight = 1000n;
const everything = { from: Date.UTC(2018, 0, 1), to: Date.UTC(2101, 0, 1) };

export default async function ModelPage({ params, searchParams }: PageProps<"/w/[workspace]/models/[provider]/[model]">) {
  const { workspace: slug, provider, model: name } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "models:see");
  const query = await searchParams;
  const locale = await currentLocale();
  const t = translatorOf(locale, "models");
  const zone = workspace.timezone;
  const then = asKnown(query.as_of, zone);
  const at = then.asOf ?? now();
  const [{ book, rules }, own] = await Promise.all([
    pricesKnown(access, then.asOf),
    baselineOf(access, then.asOf === undefined ? {} : { asOf: then.asOf }),
  ]);
  const model = matchModel(book, decodeURIComponent(provider), decodeURIComponent(name), at);
  if (!model) notFound();
  const { aliases, period } = entryOf(book, rules, model, at);
  const used = await spend(access, { period: everything, filters: { provider: [model.provider], model: [`${model.provider}/${model.id}`] } });
  const r = weightOf(query.r);
  const baseline = bookModel(book, own.provider, own.model);
  const names = [...new Set([model.id, ...aliases.map(({ alias }) => alias)])];
  const sources = [...new Map(model.periods.flatMap((each) => each.sources).map((source) => [source.url, source])).values()];
  const age = model.checkedOn === null ? null : Math.floor((at - Date.parse(model.checkedOn)) / 86_400_000);
  const mix = totalTokens(used.total.tokens);
  const view: View = { slug, book, rules, model, zone, locale, t, at };

  return (
    <>
      <title>{`${model.name} · Obole`}</title>
      <p style={{ marginBottom: 10, fontSize: 13 }}>
        <a href={`/w/${slug}/models`}>{t("back")}</a>
      </p>
      <div className="head">
        <h1>{model.name}</h1>
        <span className="chip">{model.provider}</span>
        {age === null ? (
          <span className="chip attn">{t("neverChecked")}</span>
        ) : (
          age > staleDays && <span className="chip attn">{t("stale", { days: age })}</span>
        )}
        <span className="sp" />
        {may("prices:write") && (
          <a
            className="btn"
            href={`/w/${slug}/settings/prices?${new URLSearchParams({ kind: "price", provider: model.provider, model: model.id })}#add`}
          >
            {t("setPrice")}
          </a>
        )}
      </div>
      {then.asOf !== undefined && (
        <p className="notice" style={{ marginBottom: 18 }}>
          <b className="b">{translatorOf(locale, "spend")("asKnown", { moment: format.moment(then.asOf, zone, locale) })}</b>{" "}
          <a href={`/w/${slug}/models/${encodeURIComponent(model.provider)}/${encodeURIComponent(model.id)}`}>
            {translatorOf(locale, "spend")("asKnownNow")}
          </a>
        </p>
      )}
      {period && (
        <div className="statement">
          <div>
            <p className="lab">{t("blended", { weights: `${r}:1` })}</p>
            <p className="total" data-testid="blended">
              {format.decimalMoney(blendedPerMillion(blended(period.prices, r)), locale)}
            </p>
            <p className="s">
              {weights
                .filter((weight) => weight !== r)
                .map((weight) =>
                  t("blendedIs", { weights: `${weight}:1`, price: format.decimalMoney(blendedPerMillion(blended(period.prices, weight)), locale) }),
                )
                .join(" · ")}
            </p>
            {mix > 0n && (
              <p className="s" data-testid="own-mix">
                {t("ownMix", {
                  price: format.decimalMoney(blendedPerMillion(mixed(used.total.tokens, period, model)), locale),
                  tokens: format.tokens(mix, locale),
                })}
              </p>
            )}
            <form method="get" style={{ display: "flex", gap: 8, alignItems: "center", marginTop: 10 }}>
              {then.text && <input type="hidden" name="as_of" value={then.text} />}
              <label htmlFor="r" className="hint">
                {t("weights")}
              </label>
              <input id="r" name="r" className="inp sm" style={{ width: 72 }} inputMode="numeric" pattern="[0-9]{1,4}" defaultValue={String(r)} />
              <button type="submit" className="btn">
                {t("apply")}
              </button>
            </form>
          </div>
          <div>{baseline && <Verdict model={model} baseline={baseline} r={r} at={at} locale={locale} t={t} />}</div>
          <div>
            <dl className="rests">
              <dt>{t("input")}</dt>
              <dd>{format.unitPrice(period.prices.input, locale)}</dd>
              <dt>{t("output")}</dt>
              <dd>{format.unitPrice(period.prices.output, locale)}</dd>
            </dl>
          </div>
        </div>
      )}
      <History view={view} />
      <section>
        <div className="sh">
          <h2>{t("prices")}</h2>
        </div>
        <Periods model={model} zone={zone} locale={locale} t={t} />
        <p className="note" style={{ marginTop: 12 }}>
          {model.batchMultiplier ? t("batch", { multiplier: format.rounded(decimalText(model.batchMultiplier), 2, locale) }) : t("batchUnknown")}{" "}
          {model.contextWindow === null ? t("windowUnknown") : t("window", { tokens: format.count(model.contextWindow, locale) })}
        </p>
      </section>
      <Offers view={view} r={r} />
      <section>
        <div className="cols">
          <div className="c6">
            <h2 style={{ marginBottom: 10 }}>{t("aliases")}</h2>
            <ul className="bare">
              {names.map((alias) => (
                <li key={alias}>
                  <code className="id">{alias}</code>
                </li>
              ))}
            </ul>
          </div>
          <div className="c6">
            <h2 style={{ marginBottom: 10 }}>{t("sources")}</h2>
            <ol>
              {sources.map((source, index) => (
                <li className="source" key={source.url}>
                  <span className="m">{index + 1}</span>
                  <span>
                    <a href={source.url} rel="noreferrer">
                      {source.name}
                    </a>{" "}
                    {(source.retrieved ?? source.as_of) && (
                      <span className="sub">{t("checked", { day: format.day(source.retrieved ?? source.as_of ?? "", locale) })}</span>
                    )}
                  </span>
                </li>
              ))}
            </ol>
          </div>
        </div>
      </section>
    </>
  );
}

/** The weight an address asks for; the usual one where it asks for none. */
function weightOf(asked: string | string[] | undefined): bigint {
  const text = [asked].flat()[0] ?? "";
  return /^\d{1,4}$/.test(text) && BigInt(text) <= mostWeight ? BigInt(text) : weights[0];
}

/** The list price over tokens as they were used, each class at its own. */
function mixed(tokens: Tokens, period: PriceSheet, { batchMultiplier }: BookModel): Blended {
  const { prices } = readSheet(period, { tier: "", band: 0n }, { batchMultiplier });
  return { numerator: tokenClasses.reduce((sum, name) => sum + tokens[name] * prices[name], 0n), denominator: totalTokens(tokens) };
}

type VerdictProps = { model: BookModel; baseline: BookModel; r: bigint; at: Instant; locale: Locale; t: Translator<"models"> };

function Verdict({ model, baseline, r, at, locale, t }: VerdictProps) {
  const found = verdictOf(model, baseline, r, at);
  if (!found) return null;
  const times = (a: Blended, b: Blended) => format.times(ratio(a.numerator * b.denominator, b.numerator * a.denominator) ?? "0", locale);
  const isCheaper = found.model.numerator < found.baseline.numerator;
  const text =
    model === baseline
      ? t("same")
      : isCheaper
        ? t("cheaper", { times: times(found.baseline, found.model) })
        : t("dearer", { times: times(found.model, found.baseline) });
  return (
    <>
      <p className="lab">{t("compared", { baseline: baseline.name, weights: `${r}:1` })}</p>
      <p className="fig">{t(`verdicts.${found.verdict}`)}</p>
      <p className="s">{text}</p>
      <p className="note" style={{ marginTop: 6 }}>
        {t("thresholds")}
      </p>
    </>
  );
}

function Periods({ model, zone, locale, t }: { model: BookModel; zone: Zone; locale: Locale; t: Translator<"models"> }) {
  const words = translatorOf(locale, "spend");
  const price = (amount: Pico | null) => (amount === null ? <span className="dash">—</span> : format.unitPrice(amount, locale));
  const row = (key: string, label: React.ReactNode, prices: NamedPrices) => (
    <tr key={key}>
      <td>{label}</td>
      {tokenClasses.map((name) => (
        <td className="n" key={name}>
          {price(prices[name] ?? null)}
        </td>
      ))}
    </tr>
  );
  return (
    <Scroller label={t("prices")}>
      <table aria-label={t("prices")}>
        <thead>
          <tr>
            <th scope="col">{t("since")}</th>
            {tokenClasses.map((name) => (
              <th scope="col" className="n" key={name}>
                {words(`classes.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {model.periods.toReversed().flatMap((period, index) => {
            const since = period.startsAt === null ? t("always") : format.day(dayOf(period.startsAt, zone), locale);
            const label = (
              <>
                {since} {period.request > 0n && <span className="sub">{t("perRequest", { price: format.money(period.request, locale) })}</span>}{" "}
                {!period.startIsCertain && <span className="chip attn">{t("uncertain")}</span>}
              </>
            );
            const rows = [row(`${index}`, label, period.prices)];
            for (const [tier, prices] of Object.entries(period.tiers))
              rows.push(row(`${index} ${tier}`, <span className="s">{words("explainTier", { tier })}</span>, prices));
            if (period.long)
              rows.push(
                row(
                  `${index} long`,
                  <span className="s">{t("longFrom", { tokens: format.count(period.long.threshold, locale) })}</span>,
                  period.long.prices,
                ),
              );
            return rows;
          })}
        </tbody>
      </table>
    </Scroller>
  );
}
