import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { parseDollars, picoPerToken } from "@/lib/money";
import { dayOf, type Zone } from "@/lib/period";
import type { ExplainedModelJson, ExplainedPriceJson, ExplanationJson } from "@/lib/spend/explanation-json";

/** `target`: where its links open; beside what they would end, elsewhere. */
type View = { slug: string; zone: Zone; locale: Locale; target?: "_blank" };

/** A cost opened to tokens × price, model by model, each price with its period, source and rule; and what has none. */
export function Explanation({ explanation: { models, rest, unpriced }, view }: { explanation: ExplanationJson; view: View }) {
  const { slug, locale } = view;
  const t = translatorOf(locale, "spend");
  const tokens = BigInt(unpriced.tokens);
  return (
    <>
      {!models.length && tokens === 0n && <p className="s">{t("explainNothing")}</p>}
      {tokens > 0n && (
        <p className="notice" style={{ marginBottom: 18 }}>
          {t("explainUnpriced", { tokens: format.tokensNamed(tokens, locale), names: unpriced.names.slice(0, 8).join(", ") })}{" "}
          <a href={`/w/${slug}/settings/prices/unpriced`} target={view.target}>
            {t("priceThem")}
          </a>
        </p>
      )}
      {models.map((model) => (
        <Model key={`${model.provider}/${model.model}`} model={model} view={view} t={t} />
      ))}
      {rest.models > 0 && <p className="note">{t("explainMore", { count: rest.models, cost: format.money(parseDollars(rest.cost), locale) })}</p>}
    </>
  );
}

type PartProps = { view: View; t: Translator<"spend"> };

function Model({ model: { provider, model, name, is_listed: isListed, cost, prices }, view, t }: { model: ExplainedModelJson } & PartProps) {
  const { slug, locale } = view;
  const href = `/w/${slug}/models/${encodeURIComponent(provider ?? "")}/${encodeURIComponent(model)}`;
  return (
    <section aria-label={name}>
      <div className="sh">
        <h2>
          {isListed ? (
            <a href={href} target={view.target}>
              {name}
            </a>
          ) : (
            name
          )}
        </h2>
        <span className="sp" />
        <span className="t b">{format.money(parseDollars(cost), locale)}</span>
      </div>
      <div className="cols">
        {prices.map((price, place) => (
          <Price key={place} price={price} view={view} t={t} />
        ))}
      </div>
    </section>
  );
}

function Price({ price, view: { slug, zone, locale, target }, t }: { price: ExplainedPriceJson } & PartProps) {
  const { source, rule } = price;
  const moment = (at: string) => format.moment(Date.parse(at), zone, locale);
  const details = [
    t(`explainBasis.${price.basis}`),
    t("explainRaw", { names: price.model_raw.join(", ") }),
    price.service_tier && t("explainTier", { tier: price.service_tier }),
    price.is_long && t("explainLong"),
    price.is_aliased && t("explainAlias"),
    BigInt(price.requests) > 0n && t("explainRequests", { requests: format.count(BigInt(price.requests), locale) }),
  ];
  return (
    <div className="c6 tw">
      <p className="lab">{price.starts_at === null ? t("explainAlways") : t("explainSince", { day: moment(price.starts_at) })}</p>
      <p className="note" style={{ marginBottom: 8 }}>
        {details.filter(Boolean).join(" · ")}
      </p>
      <table>
        <TableHead
          columns={[t("explainClass"), ...[t("tokens"), t("explainPrice"), t("explainAmount")].map((title) => ({ title, className: "n" }))]}
        />
        <tbody>
          {price.lines.map(({ class: name, count, price: each, amount, assumed }) => (
            <tr key={name}>
              <td>
                {name === "request" ? t("explainPerRequest") : t(`classes.${name}`)}
                {assumed.length > 0 && <span className="sub"> † {assumed.map((kind) => t(`explainAssumed.${kind}`)).join(", ")}</span>}
              </td>
              <td className="n">{format.count(BigInt(count), locale)}</td>
              <td className="n s">× {name === "request" ? format.decimalMoney(each, locale) : format.unitPrice(picoPerToken(each), locale)}</td>
              <td className="n">
                {format.money(parseDollars(amount), locale)}
                {assumed.length > 0 && <span className="dag">†</span>}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={3}>{t("total")}</td>
            <td className="n">{format.money(parseDollars(price.cost), locale)}</td>
          </tr>
        </tfoot>
      </table>
      {rule && (
        <p className="note" style={{ marginTop: 8 }}>
          <a href={`/w/${slug}/settings/prices`} target={target}>
            {t("explainRule", { rule: rule.note ?? format.day(dayOf(Date.parse(rule.starts_at), zone), locale) })}
          </a>
        </p>
      )}
      {source && (
        <p className="note" style={{ marginTop: 8 }}>
          {t("source")}:{" "}
          <a href={source.url} rel="noreferrer" target={target}>
            {source.name}
          </a>{" "}
          {source.day}
        </p>
      )}
    </div>
  );
}
