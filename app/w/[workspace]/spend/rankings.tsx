import { colorOf } from "@/components/charts/drawing";
import { type RankingRow, RankingTable } from "@/components/spend/ranking-table";
import * as format from "@/lib/i18n/format";
import type { Day } from "@/lib/period";
import { explainAddress } from "@/lib/spend/address";
import type { Filters } from "@/lib/spend/dimension";
import type { Ranked } from "@/lib/spend/ranking";
import type { Series } from "@/lib/spend/series";
import { share } from "@/lib/spend/spend";
import { narrowed } from "@/lib/spend/view";
import { totalTokens } from "@/lib/usage/tokens";
import { type MonthData, modelKey, modelLabel } from "./data";
import { changeText, type View } from "./shown";

/** Who and what the money went to, and what the figures rest on. */
export function Rankings({ view, series, days }: { view: View; series: Series[]; days: Day[] }) {
  const { data, locale, t } = view;
  const { total } = data;
  const modelTrends = trendsOf(
    data.byDay.map(({ period, dimensions, cost }) => ({ day: period, name: modelKey(dimensions), cost })),
    days,
  );
  const teamTrends = trendsOf(
    data.teamsByDay.map(({ period, dimensions, cost }) => ({ day: period, name: dimensions.team ?? null, cost })),
    days,
  );
  const colors = new Map(series.map(({ name }, place) => [name, colorOf(place, name)]));
  const words = (name: string) => ({
    name,
    trend: t("trend"),
    tokens: t("tokens"),
    cost: t("cost"),
    share: t("share"),
    change: t("change"),
    total: t("total"),
    unpriced: t("unpricedWord"),
  });
  const previous = data.fair.previous.cost;
  const foot = {
    tokens: format.tokens(totalTokens(total.tokens), locale),
    cost: total.cost === null ? "—" : format.money(total.cost, locale),
    share: total.cost ? format.percent("100", locale) : "—",
    change: changeText(view, data.fair.current.cost, previous),
    href: explainAddress(view.slug, view.month, view.asked, view.known.text),
  };
  const table = (by: keyof MonthData["rankings"], extra: (line: Ranked) => Partial<RankingRow>) => (
    <RankingTable
      title={t(`by${capital(by)}`)}
      rows={data.rankings[by].map((line) => ({ ...rowOf(view, by, line), ...extra(line) }))}
      total={foot}
      words={words(t(by))}
    />
  );
  const assumedModels = total.assumed.length > 0;
  return (
    <section id="models">
      <div className="cols">
        <div className="c7">
          {table("model", (line) => ({
            color: line.kind === "named" ? (colors.get(line.name) ?? "--c-other") : "--c-other",
            ...(line.kind === "named" && { trend: modelTrends.get(line.name) }),
          }))}
        </div>
        <div className="c5">
          {table("team", (line) => (line.kind === "named" || line.kind === "unattributed" ? { trend: teamTrends.get(line.name) } : {}))}
        </div>
        <div className="c6">{table("project", () => ({}))}</div>
        <div className="c6">{table("user", () => ({}))}</div>
      </div>
      <div style={{ marginTop: 22, display: "grid", gap: 4 }}>
        {assumedModels &&
          total.assumed.map(({ kind, cost, tokens }) => (
            <p className="note" key={kind}>
              <span className="dag">†</span> {t(`noteAssumed.${kind}`, { cost: format.money(cost, locale), tokens: format.tokens(tokens, locale) })}
            </p>
          ))}
        {total.unpricedModels.length > 0 && (
          <p className="note">
            {t("noteUnpriced", {
              tokens: format.tokens(total.unpriced.tokens, locale),
              models: total.unpricedModels
                .slice(0, 8)
                .map(({ name }) => name)
                .join(", "),
            })}{" "}
            <a href={`/w/${view.slug}/settings/prices/unpriced`}>{t("priceThem")}</a>
          </p>
        )}
        <p className="note">
          {t("noteRounded")} {t("noteNotContained")}
        </p>
      </div>
    </section>
  );
}

/** Where a line's cost opens; what has no price leads to pricing it. */
function addressOf({ slug, month, known, asked }: View, by: keyof MonthData["rankings"], { kind, name }: Ranked): string | undefined {
  if (kind === "unpriced") return `/w/${slug}/settings/prices/unpriced`;
  if (kind !== "named" && kind !== "unattributed") return undefined;
  const slash = (name ?? "").indexOf("/");
  const model: Filters = { provider: [(name ?? "").slice(0, slash) || null], model: [(name ?? "").slice(slash + 1)] };
  const own = by === "model" ? model : { [by]: [name] };
  return explainAddress(slug, month, { filters: { ...asked.filters, ...own }, excluded: asked.excluded }, known.text);
}

/** Where everything is narrowed to a line; a line of many names, or the one it is narrowed to, leads nowhere. */
function narrowAddress({ asked, hrefTo, data }: View, by: keyof MonthData["rankings"], { kind, name }: Ranked): string | undefined {
  if (kind === "other" || kind === "gone") return undefined;
  const isOfBook = data.book.models.some(({ provider, id }) => `${provider}/${id}` === name);
  const value = by === "model" && name !== null && !isOfBook ? name.slice(name.indexOf("/") + 1) : name;
  return asked.filters[by]?.includes(value) ? undefined : hrefTo(narrowed(asked, by, value));
}

function rowOf(view: View, by: keyof MonthData["rankings"], line: Ranked): RankingRow {
  const { data, locale, t } = view;
  const { kind, name, sums, names, before } = line;
  const counted = by === "model" ? t("models", { count: names }) : format.count(names, locale);
  const href = addressOf(view, by, line);
  const narrow = narrowAddress(view, by, line);
  const tokens = totalTokens(sums.tokens);
  const own = by === "model" && name !== null ? modelLabel(data.book, name) : (name ?? "");
  const label = {
    named: own,
    unpriced: own,
    unattributed: t("unattributed"),
    other: t("otherNames", { count: counted }),
    gone: t("goneNames", { count: counted }),
  }[kind];
  const cost = kind === "other" || kind === "gone" ? (sums.cost ?? 0n) : sums.cost;
  return {
    key: `${kind} ${name ?? ""}`,
    kind,
    label,
    tokens: format.tokens(tokens, locale),
    tokensExact: format.count(tokens, locale),
    cost: cost === null ? null : format.money(cost, locale),
    ...(href && { href }),
    ...(narrow && { narrow }),
    share: cost === null || !data.total.cost ? "—" : format.percent(share(cost, data.total.cost) ?? "0", locale),
    change: kind === "gone" ? format.money(-(before ?? 0n), locale, { signed: true }) : cost === null ? "—" : changeText({ locale, t }, cost, before),
  };
}

function trendsOf(
  costs: readonly { day: string | null; name: string | null; cost: bigint | null }[],
  days: readonly Day[],
): Map<string | null, (bigint | null)[]> {
  const reported = new Set(costs.map(({ day }) => day));
  const trends = new Map<string | null, (bigint | null)[]>();
  const places = new Map(days.map((day, index) => [day, index]));
  for (const { day, name, cost } of costs) {
    const trend = trends.get(name) ?? days.map((each) => (reported.has(each) ? 0n : null));
    trends.set(name, trend);
    const place = places.get(day ?? "");
    if (place !== undefined) trend[place] = (trend[place] ?? 0n) + (cost ?? 0n);
  }
  return trends;
}

function capital<T extends string>(text: T): Capitalize<T> {
  return (text.charAt(0).toUpperCase() + text.slice(1)) as Capitalize<T>;
}
