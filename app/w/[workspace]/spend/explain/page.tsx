import { notFound } from "next/navigation";
import { z } from "zod";
import { AsKnown } from "@/components/spend/as-known";
import { type ExplainedPart, Explanation } from "@/components/spend/explanation";
import { filtersOf, periodOf, repeatable, usageQueryShape } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { dollars } from "@/lib/money";
import { addDays, dayOf, type Zone } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { asKnown } from "@/lib/spend/address";
import type { Filters } from "@/lib/spend/dimension";
import { type ExplainedModel, type ExplainedPrice, explainedCost } from "@/lib/spend/explanation";
import { tokenClasses } from "@/lib/usage/tokens";

type View = { slug: string; zone: Zone; locale: Locale; t: Translator<"spend"> };

const querySchema = z.object({ ...usageQueryShape, as_of: z.string().optional() });
const mostModels = 12;

export default async function ExplainPage({ params, searchParams }: PageProps<"/w/[workspace]/spend/explain">) {
  const { workspace: slug } = await params;
  const { access, workspace } = await requireWorkspace(slug, "spend:see");
  const asked = await searchParams;
  const lists = Object.entries(asked).map(([name, value]) => [name, repeatable.includes(name) ? [value].flat() : [value].flat()[0]]);
  const query = querySchema.safeParse(Object.fromEntries(lists));
  if (!query.success) notFound();
  const locale = await currentLocale();
  const t = translatorOf(locale, "spend");
  const zone = workspace.timezone;
  const view: View = { slug, zone, locale, t };
  const { days, ...period } = periodOf(query.data, zone, now());
  const known = asKnown(asked.as_of, zone);
  const picked = filtersOf(query.data);
  const found = await explainedCost(access, { period, ...picked, ...(known.asOf !== undefined && { asOf: known.asOf }) });
  const named = (filters: Filters) =>
    Object.entries(filters).flatMap(([name, values = []]) =>
      values.map((value) => value ?? t("unattributedName", { dimension: t(`dimensions.${name as "team"}`) })),
    );
  const what = [...named(picked.filters), ...named(picked.excluded).map((name) => t("without", { name }))];
  const amount = found.cost === null ? "—" : format.money(found.cost, locale);
  const rest = found.models.slice(mostModels);
  const kept = Object.entries(asked).flatMap(([name, value]) => (name === "as_of" ? [] : [value].flat().map((text) => [name, text ?? ""] as const)));
  const day = (of: string) => format.day(of, locale);
  const then = (
    <AsKnown
      moment={known.asOf === undefined ? null : format.moment(known.asOf, zone, locale)}
      day={dayOf(known.asOf ?? now(), zone)}
      kept={kept}
      today={`?${new URLSearchParams(kept.map(([name, value]) => [name, value]))}`}
      words={{
        notice: t("asKnown", { moment: known.asOf === undefined ? "" : format.moment(known.asOf, zone, locale) }),
        ...{ body: t("asKnownBody"), now: t("asKnownNow"), choose: t("asKnownChoose"), day: t("asKnownDay"), show: t("show") },
      }}
    />
  );
  return (
    <>
      <title>{`${t("explainPage")} · Obole`}</title>
      <p style={{ marginBottom: 10, fontSize: 13 }}>
        <a href={`/w/${slug}/spend?${new URLSearchParams({ month: days.from.slice(0, 7), ...(known.text && { as_of: known.text }) })}`}>
          {t("back")}
        </a>
      </p>
      <div className="head">
        <h1>{t("explainPage")}</h1>
      </div>
      {known.asOf !== undefined && then}
      <p className="lead" data-testid="explained" style={{ margin: "12px 0 4px" }}>
        {t("explainOf", { amount, what: what.join(", ") || t("explainEverything") })}
      </p>
      <p className="s" style={{ marginBottom: 18 }}>
        {t("explainPeriod", { from: day(days.from), to: day(addDays(days.to, -1)) })}
      </p>
      {!found.models.length && found.unpriced.tokens === 0n && <p className="s">{t("explainNothing")}</p>}
      {found.unpriced.tokens > 0n && (
        <p className="notice" style={{ marginBottom: 18 }}>
          {t("explainUnpriced", { tokens: format.tokens(found.unpriced.tokens, locale), names: found.unpriced.names.slice(0, 8).join(", ") })}{" "}
          <a href={`/w/${slug}/settings/prices/unpriced`}>{t("priceThem")}</a>
        </p>
      )}
      {found.models.slice(0, mostModels).map((model) => (
        <Model key={model.key} model={model} view={view} />
      ))}
      {rest.length > 0 && (
        <p className="note">
          {t("explainMore", {
            count: rest.length,
            cost: format.money(
              rest.reduce((sum, { cost }) => sum + cost, 0n),
              locale,
            ),
          })}
        </p>
      )}
      <p className="note">
        {t("noteRounded")} {t("noteNotContained")}
      </p>
      {known.asOf === undefined && then}
    </>
  );
}

function Model({ model, view }: { model: ExplainedModel; view: View }) {
  const { locale, t, slug } = view;
  const href = `/w/${slug}/models/${encodeURIComponent(model.provider ?? "")}/${encodeURIComponent(model.model)}`;
  return (
    <Explanation
      title={model.name}
      href={model.prices.some(({ price }) => price.period) ? href : null}
      total={format.money(model.cost, locale)}
      words={{
        ...{ class: t("explainClass"), tokens: t("tokens"), price: t("explainPrice"), amount: t("explainAmount") },
        ...{ source: t("source"), total: t("total") },
      }}
      parts={model.prices.map((part, index) => partOf(part, String(index), view))}
    />
  );
}

function partOf(
  { price, rawNames, tier, isLong, tokens, requests, cost }: ExplainedPrice,
  key: string,
  { slug, zone, locale, t }: View,
): ExplainedPart {
  const { period, rule, alias } = price;
  const source = period?.sources[0];
  const startsAt = rule?.kind === "price" ? rule.startsAt : (period?.startsAt ?? null);
  const assumptions = (name: (typeof tokenClasses)[number]) =>
    price.assumed.filter(({ classes }) => classes.includes(name)).map(({ kind }) => t(`explainAssumed.${kind}`));
  const details = [
    t(`explainBasis.${price.basis}`),
    t("explainRaw", { names: rawNames.join(", ") }),
    tier && t("explainTier", { tier }),
    isLong && t("explainLong"),
    alias && t("explainAlias"),
    t("explainRequests", { requests: format.count(requests, locale) }),
  ];
  const perRequest = price.prices.request > 0n && {
    ...{ name: t("explainPerRequest"), count: format.count(requests, locale), price: format.decimalMoney(dollars(price.prices.request), locale) },
    ...{ amount: format.money(requests * price.prices.request, locale), assumed: "" },
  };
  return {
    key,
    since: startsAt === null ? t("explainAlways") : t("explainSince", { day: format.moment(startsAt, zone, locale) }),
    details: details.filter(Boolean).join(" · "),
    source: source && rule?.kind !== "price" ? { name: source.name, url: source.url, day: source.as_of ?? source.retrieved ?? "" } : null,
    rule: rule && {
      text: t("explainRule", { rule: rule.note ?? format.day(dayOf(rule.startsAt, zone), locale) }),
      href: `/w/${slug}/settings/prices`,
    },
    lines: [
      ...tokenClasses
        .filter((name) => tokens[name] > 0n)
        .map((name) => ({
          ...{ name: t(`classes.${name}`), count: format.count(tokens[name], locale), price: format.unitPrice(price.prices[name], locale) },
          ...{ amount: format.money(tokens[name] * price.prices[name], locale), assumed: assumptions(name).join(", ") },
        })),
      ...(perRequest ? [perRequest] : []),
    ],
    total: format.money(cost, locale),
  };
}
