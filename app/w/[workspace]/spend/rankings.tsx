import { colorOf } from "@/components/charts/drawing";
import { type RankingRow, RankingTable } from "@/components/spend/ranking-table";
import * as format from "@/lib/i18n/format";
import { dayOf } from "@/lib/period";
import { explainDaysAddress } from "@/lib/spend/address";
import type { Dimension } from "@/lib/spend/dimension";
import { amountOf } from "@/lib/spend/measure";
import { type Ranked, rankingValues } from "@/lib/spend/ranking";
import { share } from "@/lib/spend/spend";
import { totalTokens } from "@/lib/usage/tokens";
import { amountText, changeText, lineAddress, nameOf, partOf, sortingOf, type View } from "./shown";
import { ShownTable } from "./shown-table";

const columns = ["c7", "c5", "c6", "c6", "c6"];

/** Who and what the money went to, what the page is grouped by first, and what the figures rest on. */
export function Rankings({ view }: { view: View }) {
  const { data, asked, locale, t } = view;
  const { total } = data;
  const isCost = asked.measure === "cost";
  const whole = amountOf(asked.measure, total);
  const foot = {
    tokens: isCost ? format.tokens(totalTokens(total.tokens), locale) : amountText(asked.measure, whole, locale),
    cost: total.cost === null ? "—" : format.money(total.cost, locale),
    share: whole ? format.percent("100", locale) : "—",
    change: data.fair ? changeText(view, amountOf(asked.measure, data.fair.current), amountOf(asked.measure, data.fair.previous)) : "—",
    href: explainDaysAddress(view.slug, asked.range, asked, view.known.text),
  };
  const assumedModels = total.assumed.length > 0;
  return (
    <section id="models">
      <div className="cols">
        {data.rankings.map(({ by, lines }, place) => (
          <div className={columns[place]} key={by}>
            <RankingTable
              title={t(`by.${by}`)}
              id={by}
              rows={lines.map((line) => rowOf(view, by, line, lines))}
              order={{ column: isCost ? "cost" : "used", isDescending: true }}
              sorting={sortingOf(asked, view.hrefTo)}
              locale={locale}
              total={foot}
              actions={<ShownTable view={view} name="ranking" title={t(`by.${by}`)} changed={{ groupBy: by }} />}
              words={{
                ...{ name: t(by), trend: t("trend"), tokens: isCost ? t("tokens") : t(asked.measure), cost: t("cost") },
                ...{ share: t("share"), change: t("change"), total: t("total"), unpriced: t("unpricedWord") },
              }}
            />
          </div>
        ))}
      </div>
      <div style={{ marginTop: 22, display: "grid", gap: 4 }}>
        {assumedModels &&
          total.assumed.map(({ kind, cost, tokens }) => (
            <p className="note" key={kind}>
              <span className="dag">†</span>{" "}
              {t(`noteAssumed.${kind}`, { cost: format.money(cost, locale), tokens: format.tokensNamed(tokens, locale) })}
            </p>
          ))}
        {total.unpricedModels.length > 0 && (
          <p className="note">
            {t("noteUnpriced", {
              tokens: format.tokensNamed(total.unpriced.tokens, locale),
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
function addressOf(view: View, by: Dimension, line: Ranked, all: readonly Ranked[]): string | undefined {
  const { slug, known, asked } = view;
  if (line.kind === "unpriced") return `/w/${slug}/settings/prices/unpriced`;
  if (line.kind === "gone") return undefined;
  return explainDaysAddress(slug, asked.range, partOf(view, by, line, namedIn(all)), known.text);
}

/** What is told apart in a list: Other is the rest. */
function namedIn(all: readonly Ranked[]): (string | null)[] {
  return all.filter(({ kind }) => kind !== "other" && kind !== "gone").map(({ name }) => name);
}

function rowOf(view: View, by: Dimension, line: Ranked, all: readonly Ranked[]): RankingRow {
  const { data, asked, locale, t } = view;
  const { kind, name, sums, names, before } = line;
  const { measure, groupBy } = asked;
  const isFirst = by === groupBy;
  const counted = by === "model" ? t("models", { count: names }) : format.count(names, locale);
  const href = addressOf(view, by, line, all);
  const narrow = kind === "gone" ? undefined : lineAddress(view, by, line, namedIn(all));
  const tokens = totalTokens(sums.tokens);
  const label = {
    ...{ named: nameOf(view, by, name), unpriced: nameOf(view, by, name), unattributed: nameOf(view, by, null) },
    ...{ other: t("otherNames", { count: counted }), gone: t("goneNames", { count: counted }) },
  }[kind];
  const cost = kind === "other" || kind === "gone" ? (sums.cost ?? 0n) : sums.cost;
  const amount = measure === "cost" ? cost : amountOf(measure, sums);
  const whole = amountOf(measure, data.total);
  const place = data.series.findIndex((series) => series.kind === kind && series.name === name);
  const trend = trendOf(view, by, line);
  return {
    ...{ key: `${kind} ${name ?? ""}`, kind, label },
    ...(isFirst && { color: place < 0 ? "--c-other" : colorOf(place, "") }),
    ...(trend && { trend }),
    tokens: measure === "requests" ? format.count(sums.requests, locale) : format.tokens(tokens, locale),
    tokensExact: format.count(measure === "requests" ? sums.requests : tokens, locale),
    cost: cost === null ? null : format.money(cost, locale),
    ...(href && { href }),
    ...(narrow && { narrow }),
    share: amount === null || !whole ? "—" : format.percent(share(amount, whole) ?? "0", locale),
    change: !data.fair
      ? "—"
      : kind === "gone"
        ? measure === "cost"
          ? format.money(-(before ?? 0n), locale, { signed: true })
          : `−${amountText(measure, before, locale)}`
        : amount === null
          ? "—"
          : changeText({ locale, t }, amount, before),
    ...(kind === "named" && { values: rankingValues(label, sums, before, measure) }),
  };
}

/** What a name came to, bucket by bucket: of what the page is grouped by, and of the teams, whose days are read anyway. */
function trendOf({ data, asked, zone }: View, by: Dimension, { kind, name }: Ranked): (bigint | null)[] | undefined {
  if (kind !== "named" && kind !== "unattributed") return undefined;
  if (by === asked.groupBy) return data.trends.get(name);
  if (by !== "team" || asked.step === "hour" || !data.teamDays.length) return undefined;
  const starts = data.buckets.map(({ start }) => dayOf(start, zone));
  const trend = starts.map((): bigint | null => null);
  for (const { day, team, sums } of data.teamDays) {
    const bucket = day >= asked.range.from ? starts.findLastIndex((first) => first <= day) : -1;
    const own = team === name ? (amountOf(asked.measure, sums) ?? 0n) : 0n;
    if (bucket >= 0) trend[bucket] = (trend[bucket] ?? 0n) + own;
  }
  return trend;
}
