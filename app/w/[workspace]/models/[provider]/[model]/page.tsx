import { notFound } from "next/navigation";
import { Scroller } from "@/components/ui/scroller";
import { now } from "@/lib/clock";
import { verdictOf } from "@/lib/estimator/estimate";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { decimalText, type Pico, ratio } from "@/lib/money";
import { dayOf, type Zone } from "@/lib/period";
import { type Blended, blended, blendedPerMillion } from "@/lib/pricing/blended";
import { type BookModel, bookModel } from "@/lib/pricing/book";
import { entryOf } from "@/lib/pricing/entry";
import { matchModel } from "@/lib/pricing/match";
import { baselineOf } from "@/lib/pricing/queries";
import type { NamedPrices } from "@/lib/pricing/sheet";
import { requireWorkspace } from "@/lib/session";
import { pricesKnown } from "@/lib/spend/queries";
import { tokenClasses } from "@/lib/usage/tokens";

const weights = [3n, 1n, 9n] as const;

export default async function ModelPage({ params }: PageProps<"/w/[workspace]/models/[provider]/[model]">) {
  const { workspace: slug, provider, model: name } = await params;
  const { access, workspace } = await requireWorkspace(slug, "models:see");
  const locale = await currentLocale();
  const t = translatorOf(locale, "models");
  const at = now();
  const [{ book, rules }, own] = await Promise.all([pricesKnown(access), baselineOf(access)]);
  const model = matchModel(book, decodeURIComponent(provider), decodeURIComponent(name), at);
  if (!model) notFound();
  const { aliases, period } = entryOf(book, rules, model, at);
  const baseline = bookModel(book, own.provider, own.model);
  const names = [...new Set([model.id, ...aliases.map(({ alias }) => alias)])];
  const sources = [...new Map(model.periods.flatMap((each) => each.sources).map((source) => [source.url, source])).values()];

  return (
    <>
      <title>{`${model.name} · Obole`}</title>
      <p style={{ marginBottom: 10, fontSize: 13 }}>
        <a href={`/w/${slug}/models`}>{t("back")}</a>
      </p>
      <div className="head">
        <h1>{model.name}</h1>
        <span className="chip">{model.provider}</span>
      </div>
      {period && (
        <div className="statement">
          <div>
            <p className="lab">{t("blended", { weights: "3:1" })}</p>
            <p className="total">{format.decimalMoney(blendedPerMillion(blended(period.prices, 3n)), locale)}</p>
            <p className="s">
              {weights
                .slice(1)
                .map((r) => `${t("blended", { weights: `${r}:1` })}: ${format.decimalMoney(blendedPerMillion(blended(period.prices, r)), locale)}`)
                .join(" · ")}
            </p>
          </div>
          <div>{baseline && <Verdict model={model} baseline={baseline} at={at} locale={locale} t={t} />}</div>
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
      <section>
        <div className="sh">
          <h2>{t("prices")}</h2>
        </div>
        <Periods model={model} zone={workspace.timezone} locale={locale} t={t} />
        <p className="note" style={{ marginTop: 12 }}>
          {model.batchMultiplier ? t("batch", { multiplier: format.rounded(decimalText(model.batchMultiplier), 2, locale) }) : t("batchUnknown")}{" "}
          {model.contextWindow === null ? t("windowUnknown") : t("window", { tokens: format.count(model.contextWindow, locale) })}
        </p>
      </section>
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

function Verdict({ model, baseline, at, locale, t }: { model: BookModel; baseline: BookModel; at: number; locale: Locale; t: Translator<"models"> }) {
  const found = verdictOf(model, baseline, 3n, at);
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
      <p className="lab">{t("compared", { baseline: baseline.name, weights: "3:1" })}</p>
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
                {since} {!period.startIsCertain && <span className="chip attn">{t("uncertain")}</span>}
              </>
            );
            const rows = [row(`${index}`, label, period.prices)];
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
