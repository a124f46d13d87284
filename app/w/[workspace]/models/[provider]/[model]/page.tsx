import { notFound } from "next/navigation";
import { Answer } from "@/components/analysis/answer";
import { Neighbours } from "@/components/analysis/neighbours";
import { Sources } from "@/components/analysis/sources";
import { YourUsage } from "@/components/analysis/your-usage";
import { CopyButton } from "@/components/ui/copy-button";
import { PrintButton } from "@/components/ui/print-button";
import { Scroller } from "@/components/ui/scroller";
import { analysisOf } from "@/lib/analysis/analysis";
import { analysisMarkdown } from "@/lib/analysis/markdown";
import { mostWeight } from "@/lib/analysis/schema";
import { now } from "@/lib/clock";
import { addressOfModels } from "@/lib/estimator/question";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { decimalText, type Pico } from "@/lib/money";
import { dayOf, type Zone } from "@/lib/period";
import { type Blended, blendedPerMillion } from "@/lib/pricing/blended";
import type { BookModel } from "@/lib/pricing/book";
import { entryOf, usualWeight } from "@/lib/pricing/entry";
import { matchModel } from "@/lib/pricing/match";
import { baselineOf } from "@/lib/pricing/queries";
import { type NamedPrices, type PriceSheet, readSheet } from "@/lib/pricing/sheet";
import { requireWorkspace } from "@/lib/session";
import { type Sorts, sortParameters, sortsIn } from "@/lib/sorts";
import { asKnown } from "@/lib/spend/address";
import { pricesKnown, spend } from "@/lib/spend/queries";
import { type Tokens, tokenClasses, totalTokens } from "@/lib/usage/tokens";
import { History } from "./history";
import { Offers } from "./offers";
import type { View } from "./view";

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
  const { aliases, period, effective } = entryOf(book, rules, model, at);
  const used = await spend(access, { period: everything, filters: { provider: [model.provider], model: [`${model.provider}/${model.id}`] } });
  const r = weightOf(query.r);
  const analysis = analysisOf(book, model, own, r, at);
  const names = [...new Set([model.id, ...aliases.map(({ alias }) => alias)])];
  const mix = totalTokens(used.total.tokens);
  const view: View = { slug, book, rules, model, zone, locale, t, at };
  const words = translatorOf(locale, "analysis");
  const estimateAddress = addressOfModels(`/w/${slug}/estimate`, [model, analysis.baseline?.model]);
  const addressOf = (of: { provider: string; id: string }) => `/w/${slug}/models/${encodeURIComponent(of.provider)}/${encodeURIComponent(of.id)}`;
  const sorting = {
    sorts: sortsIn(query.sort),
    hrefTo: (sorts: Sorts) => {
      const kept = Object.entries(query).flatMap(([name, value]) => (name === "sort" ? [] : [value ?? []].flat().map((each) => [name, each])));
      return `${addressOf(model)}?${new URLSearchParams([...kept, ...sortParameters(sorts)])}`;
    },
  };

  return (
    <>
      <title>{`${model.name} · Obole`}</title>
      <div className="head">
        <a href={`/w/${slug}/models`} style={{ fontSize: 13 }}>
          {t("back")}
        </a>
        <span className="m">/</span>
        <span className="s">{model.provider}</span>
        <span className="sp" />
        <CopyButton text={analysisMarkdown(analysis, locale, zone)} words={{ ...messagesOf(locale).common.copying, copy: words("copy") }} />
        <PrintButton label={words("print")} />
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
          <a href={addressOf(model)}>{translatorOf(locale, "spend")("asKnownNow")}</a>
        </p>
      )}
      <Answer analysis={analysis} locale={locale} zone={zone} />
      <div className="row" style={{ display: "flex", gap: 24, flexWrap: "wrap", alignItems: "center", paddingBottom: 18 }}>
        {analysis.own && analysis.without !== "writes_nothing" && (
          <form method="get" style={{ display: "flex", gap: 8, alignItems: "center" }}>
            {then.text && <input type="hidden" name="as_of" value={then.text} />}
            <label htmlFor="r" className="hint">
              {t("weights")}
            </label>
            <input id="r" name="r" className="inp sm" style={{ width: 72 }} inputMode="numeric" pattern="[0-9]{1,4}" defaultValue={String(r)} />
            <button type="submit" className="btn">
              {t("apply")}
            </button>
          </form>
        )}
        {period && mix > 0n && (
          <p className="s" data-testid="own-mix">
            {t("ownMix", {
              price: format.decimalMoney(blendedPerMillion(mixed(used.total.tokens, period, model)), locale),
              tokens: format.tokensNamed(mix, locale),
            })}
          </p>
        )}
        {effective && effective.basis !== "list" && (
          <p className="s" data-testid="your-price">
            {words("yourPrice", {
              input: format.unitPrice(effective.prices.input, locale),
              output: format.unitPrice(effective.prices.output, locale),
              basis: t(`basis.${effective.basis}`),
            })}
          </p>
        )}
      </div>
      {analysis.own && <YourUsage address={estimateAddress} locale={locale} />}
      <Neighbours analysis={analysis} locale={locale} addressOf={addressOf} />
      <History view={view} sorting={sorting} />
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
        <h2 style={{ marginBottom: 10 }}>{t("aliases")}</h2>
        <ul className="bare">
          {names.map((alias) => (
            <li key={alias}>
              <code className="id">{alias}</code>
            </li>
          ))}
        </ul>
      </section>
      <Sources sources={analysis.sources} locale={locale} />
    </>
  );
}

/** The weight an address asks for; the usual one where it asks for none. */
function weightOf(asked: string | string[] | undefined): bigint {
  const text = [asked].flat()[0] ?? "";
  return /^\d{1,4}$/.test(text) && BigInt(text) <= mostWeight ? BigInt(text) : usualWeight;
}

/** The list price over tokens as they were used, each class at its own. */
function mixed(tokens: Tokens, period: PriceSheet, { batchMultiplier }: BookModel): Blended {
  const { prices } = readSheet(period, { tier: "", band: 0n }, { batchMultiplier });
  return { numerator: tokenClasses.reduce((sum, name) => sum + tokens[name] * prices[name], 0n), denominator: totalTokens(tokens) };
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
