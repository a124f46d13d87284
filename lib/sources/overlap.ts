import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { addDays, type Day, dayOf, daysBetween, type Instant, type Period, startOfDay } from "@/lib/period";
import { priceCuts } from "@/lib/pricing/cuts";
import { rawName } from "@/lib/pricing/match";
import { resolve } from "@/lib/pricing/price";
import { priceBook, priceRules } from "@/lib/pricing/queries";
import { countedOnly, Parameters, readingOf } from "@/lib/spend/usage";
import { tokenClasses } from "@/lib/usage/tokens";

/** Days on which the same model was used according to two who both count: perhaps the same calls, seen twice. Tokens of those days alone. */
export type Overlap = {
  kind: "source" | "breakdown";
  provider: string | null;
  model: string;
  /** The import's own, or the first by name. */
  one: { source: string; breakdown: string | null; tokens: bigint };
  other: { source: string; breakdown: string | null; tokens: bigint };
  days: number;
  firstDay: Day;
  lastDay: Day;
};

/** Totals of many requests: only those are broken down by something. */
const isTotal = "r.prompt_band = -1";

type RawModel = { id: number; provider: string; name: string };

/** An import that is not finished yet, by what its totals are broken down, and the models that only a check has seen, under the ids it gave them. */
export type Unfinished = { importId: number; breakdown: string | null; models: readonly RawModel[] };

/**
 * Where two counted sources, or one source broken down in two ways, cover the same provider, model and day. With `only`, what that import overlaps.
 * Reads the model slice.
 */
export async function overlaps(client: pg.ClientBase, access: Access, period: Period, only: Unfinished | null = null): Promise<Overlap[]> {
  const models = await modelsUsed(client, access, period, only?.models ?? []);
  const firstDay = dayOf(period.from, access.timezone);
  const days = daysBetween(firstDay, addDays(dayOf(Math.max(period.to - 1, period.from), access.timezone), 1));
  const parameters = new Parameters(access);
  const counted = countedOnly(parameters, "r.segment", access.timezone, await readingOf(client, access, { filters: {} }));
  const starts = (instants: readonly Instant[]) => `${parameters.add(instants.map((instant) => new Date(instant)))}::timestamptz[]`;
  const day = `width_bucket(r.segment, ${starts(days.map((each) => startOfDay(each, access.timezone)))}) - 1`;
  const epoch = `width_bucket(r.segment, ${starts(models.cuts)})`;
  const keyed = [models.keys.map((key) => key.rawModelId), models.keys.map((key) => key.epoch), models.keys.map((key) => key.place)];
  const own = parameters.add(only?.importId ?? null);
  const { rows } = await client.query(
    `with p as (select * from unnest(${keyed.map((values) => `${parameters.add(values)}::int4[]`).join(", ")}) p (raw_model_id, epoch, model)),
     used as (
       select ${day} as day, p.model, r.source_id, r.import_id is not distinct from ${own}::int4 as is_own,
         case when not ${isTotal} then null when r.import_id = ${own}::int4 then ${parameters.add(only?.breakdown ?? null)}::text else i.breakdown end as breakdown,
         sum(${tokenClasses.map((name) => `r.${name}`).join(" + ")}) as tokens
       from usage_day_model r left join import i on i.workspace_id = r.workspace_id and i.id = r.import_id
         join p on p.raw_model_id = r.raw_model_id and p.epoch = ${epoch}
       where r.workspace_id = $1 and (i.status = 'done' or r.import_id = ${own}::int4) and r.segment >= ${parameters.add(new Date(period.from))} and r.segment < ${parameters.add(new Date(period.to))}
         ${counted.map((condition) => `and ${condition}`).join(" ")}
       group by 1, 2, 3, 4, 5),
     sources as (select day, model, source_id, is_own, sum(tokens) as tokens from used group by 1, 2, 3, 4),
     -- Of one source, by how its totals are broken down.
     breakdowns as (select day, model, source_id, breakdown, is_own, sum(tokens) as tokens from used where breakdown is not null group by 1, 2, 3, 4, 5),
     pairs as (
       select 'source' as kind, a.model, a.day, a.source_id as one, b.source_id as other, null as one_breakdown, null as other_breakdown,
         a.tokens as one_tokens, b.tokens as other_tokens
       from sources a join sources b on b.day = a.day and b.model = a.model and b.source_id <> a.source_id
       where case when ${own}::int4 is null then a.source_id < b.source_id else a.is_own and not b.is_own end
       union all
       select 'breakdown', a.model, a.day, a.source_id, b.source_id, a.breakdown, b.breakdown, a.tokens, b.tokens
       from breakdowns a join breakdowns b on b.day = a.day and b.model = a.model and b.source_id = a.source_id and b.breakdown <> a.breakdown
       where case when ${own}::int4 is null then a.breakdown < b.breakdown else a.is_own and not b.is_own end)
     select pairs.kind, pairs.model, coalesce(one.name, '') as one, other.name as other, one_breakdown, other_breakdown, count(*)::int as days,
       min(day) as first_day, max(day) as last_day, sum(one_tokens) as one_tokens, sum(other_tokens) as other_tokens
     from pairs left join dimension_value one on one.workspace_id = $1 and one.id = pairs.one
       join dimension_value other on other.workspace_id = $1 and other.id = pairs.other
     group by 1, 2, 3, 4, 5, 6 order by sum(least(one_tokens, other_tokens)) desc`,
    parameters.values,
  );
  return rows.map((row) => ({
    kind: row.kind,
    ...(models.names[row.model] ?? { provider: null, model: "" }),
    one: { source: row.one, breakdown: row.one_breakdown, tokens: BigInt(row.one_tokens) },
    other: { source: row.other, breakdown: row.other_breakdown, tokens: BigInt(row.other_tokens) },
    days: row.days,
    firstDay: addDays(firstDay, row.first_day),
    lastDay: addDays(firstDay, row.last_day),
  }));
}

/** An overlap of an import in figures alone, whatever the language: the other, the model, the days and how many, tokens here and there. */
export function overlapText({ kind, provider, model, one, other, days, firstDay, lastDay }: Overlap): string {
  const who = kind === "source" ? other.source : `${one.breakdown || "–"} ↔ ${other.breakdown || "–"}`;
  const when = firstDay === lastDay ? firstDay : `${firstDay}/${lastDay}, ${days}×`;
  return `${who}: ${provider ? `${provider}/` : ""}${model} (${when}; ${one.tokens} ↔ ${other.tokens})`;
}

/** Every raw model at every time, by the model it means: names and aliases of one model are one. */
async function modelsUsed(client: pg.ClientBase, access: Access, period: Period, unknown: readonly RawModel[]) {
  const book = await priceBook({ client });
  const rules = await priceRules(access, { client });
  const cuts = priceCuts(book, rules).filter((cut) => cut > period.from && cut < period.to);
  const { rows } = await client.query<RawModel>("select id, provider, name from dimension_value where workspace_id = $1 and kind = 'model'", [
    access.workspaceId,
  ]);
  const places = new Map<string, number>();
  const names: { provider: string | null; model: string }[] = [];
  const keys = [...rows, ...unknown].flatMap(({ id, provider, name }) =>
    [period.from, ...cuts].map((at, epoch) => {
      const { model } = resolve(book, rules, { provider, name, tier: "", band: 0n }, at);
      const named = model ? { provider: model.provider, model: model.id } : { provider: rawName(book, provider, name).provider || null, model: name };
      const key = `${named.provider}/${named.model}`;
      const place = places.get(key) ?? names.push(named) - 1;
      places.set(key, place);
      return { rawModelId: id, epoch, place };
    }),
  );
  return { cuts, names, keys };
}
