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
  const firstDay = dayOf(period.from, access.timezone);
  const days = daysBetween(firstDay, addDays(dayOf(Math.max(period.to - 1, period.from), access.timezone), 1));
  const models = await modelsUsed(client, access, period, only?.models ?? []);
  const parameters = new Parameters(access);
  const counted = countedOnly(parameters, "r.segment", access.timezone, await readingOf(client, access, { filters: {} }));
  const starts = (instants: readonly Instant[]) => `${parameters.add(instants.map((instant) => new Date(instant)))}::timestamptz[]`;
  const own = `${parameters.add(only?.importId ?? null)}::int4`;
  const { rows } = await client.query(
    `select width_bucket(r.segment, ${starts(days.map((each) => startOfDay(each, access.timezone)))}) - 1 as day, width_bucket(r.segment, ${starts(models.cuts)}) as epoch,
       r.raw_model_id, r.source_id, r.import_id is not distinct from ${own} as is_own,
       case when not ${isTotal} then null when r.import_id = ${own} then ${parameters.add(only?.breakdown ?? null)}::text else i.breakdown end as breakdown,
       sum(${tokenClasses.map((name) => `r.${name}`).join(" + ")}) as tokens
     from usage_day_model r left join import i on i.workspace_id = r.workspace_id and i.id = r.import_id
     where r.workspace_id = $1 and (i.status = 'done' or r.import_id = ${own}) and r.segment >= ${parameters.add(new Date(period.from))}
       and r.segment < ${parameters.add(new Date(period.to))} ${counted.map((condition) => `and ${condition}`).join(" ")}
     group by 1, 2, 3, 4, 5, 6`,
    parameters.values,
  );
  const cells = rows.map(
    (row): Cell => ({
      ...row,
      model: models.placeOf(row.raw_model_id, row.epoch),
      source: row.source_id,
      isOwn: row.is_own,
      tokens: BigInt(row.tokens),
    }),
  );
  const found = new Map<string, Found>();
  for (const kind of ["source", "breakdown"] as const) {
    for (const sides of sidesOf(cells, kind)) {
      for (const [one, other] of pairsOf(sides, kind, only !== null)) {
        const key = [kind, one.model, one.source, other.source, one.breakdown, other.breakdown].join("|");
        const known = found.get(key) ?? {
          kind,
          one: { ...one, tokens: 0n },
          other: { ...other, tokens: 0n },
          days: 0,
          first: one.day,
          last: one.day,
        };
        known.one.tokens += one.tokens;
        known.other.tokens += other.tokens;
        known.days++;
        known.first = Math.min(known.first, one.day);
        known.last = Math.max(known.last, one.day);
        found.set(key, known);
      }
    }
  }
  const names = await sourceNames(client, access);
  const side = ({ source, breakdown, tokens }: Cell) => ({ source: names.get(source) ?? "", breakdown, tokens });
  return [...found.values()]
    .sort((a, b) => (smaller(a) < smaller(b) ? 1 : -1))
    .map(({ kind, one, other, days: count, first, last }) => ({
      ...{ kind, ...models.nameOf(one.model), one: side(one), other: side(other), days: count },
      firstDay: addDays(firstDay, first),
      lastDay: addDays(firstDay, last),
    }));
}

/** What one side has of a model on a day. */
type Cell = { day: number; model: number; source: number; breakdown: string | null; isOwn: boolean; tokens: bigint };
type Found = { kind: Overlap["kind"]; one: Cell; other: Cell; days: number; first: number; last: number };

/** The sides that each model has on each day, where there is more than one: sources, or breakdowns of a source's totals. */
function sidesOf(cells: readonly Cell[], kind: Overlap["kind"]): Cell[][] {
  const days = new Map<string, Map<string, Cell>>();
  for (const cell of cells) {
    if (kind === "breakdown" && cell.breakdown === null) continue;
    const place = kind === "source" ? `${cell.day}|${cell.model}` : `${cell.day}|${cell.model}|${cell.source}`;
    const sides = days.get(place) ?? new Map<string, Cell>();
    days.set(place, sides);
    const name = `${kind === "source" ? cell.source : cell.breakdown}|${cell.isOwn}`;
    const known = sides.get(name);
    sides.set(name, { ...cell, breakdown: kind === "source" ? null : cell.breakdown, tokens: cell.tokens + (known?.tokens ?? 0n) });
  }
  return [...days.values()].filter((sides) => sides.size > 1).map((sides) => [...sides.values()]);
}

/** Each pair once; of one import, itself and every other. */
function pairsOf(sides: readonly Cell[], kind: Overlap["kind"], isOfOne: boolean): [Cell, Cell][] {
  const differ = (a: Cell, b: Cell) => (kind === "source" ? a.source !== b.source : a.breakdown !== b.breakdown);
  const isBefore = (a: Cell, b: Cell) => (kind === "source" ? a.source < b.source : (a.breakdown ?? "") < (b.breakdown ?? ""));
  return sides.flatMap((a) => sides.filter((b) => differ(a, b) && (isOfOne ? a.isOwn && !b.isOwn : isBefore(a, b))).map((b): [Cell, Cell] => [a, b]));
}

function smaller({ one, other }: Found): bigint {
  return one.tokens < other.tokens ? one.tokens : other.tokens;
}

async function sourceNames(client: pg.ClientBase, { workspaceId }: Access): Promise<Map<number, string>> {
  const { rows } = await client.query<{ id: number; name: string }>(
    "select id, name from dimension_value where workspace_id = $1 and kind = 'source'",
    [workspaceId],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** An overlap of an import in figures alone, whatever the language: the other, the model, the days and how many, tokens here and there. */
export function overlapText({ kind, provider, model, one, other, days, firstDay, lastDay }: Overlap): string {
  const who = kind === "source" ? other.source : `${one.breakdown || "–"} ↔ ${other.breakdown || "–"}`;
  const when = firstDay === lastDay ? firstDay : `${firstDay}/${lastDay}, ${days}×`;
  return `${who}: ${provider ? `${provider}/` : ""}${model} (${when}; ${one.tokens} ↔ ${other.tokens})`;
}

/** Raw models at their times by the model they mean: names and aliases of one model are one. */
async function modelsUsed(client: pg.ClientBase, access: Access, period: Period, unknown: readonly RawModel[]) {
  const book = await priceBook({ client });
  const rules = await priceRules(access, { client });
  const cuts = priceCuts(book, rules).filter((cut) => cut > period.from && cut < period.to);
  const { rows } = await client.query<RawModel>("select id, provider, name from dimension_value where workspace_id = $1 and kind = 'model'", [
    access.workspaceId,
  ]);
  const rawModels = new Map([...rows, ...unknown].map((raw) => [raw.id, raw]));
  const starts = [period.from, ...cuts];
  const places = new Map<string, number>();
  const names: { provider: string | null; model: string }[] = [];
  const known = new Map<string, number>();
  const resolved = ({ provider, name }: RawModel, at: Instant): number => {
    const { model } = resolve(book, rules, { provider, name, tier: "", band: 0n }, at);
    const named = model ? { provider: model.provider, model: model.id } : { provider: rawName(book, provider, name).provider || null, model: name };
    const key = `${named.provider}/${named.model}`;
    const place = places.get(key) ?? names.push(named) - 1;
    places.set(key, place);
    return place;
  };
  return {
    cuts,
    placeOf: (rawModelId: number, epoch: number): number => {
      const key = `${rawModelId}|${epoch}`;
      const raw = rawModels.get(rawModelId);
      const place = known.get(key) ?? (raw ? resolved(raw, starts[epoch] ?? period.from) : -1);
      known.set(key, place);
      return place;
    },
    nameOf: (place: number) => names[place] ?? { provider: null, model: "" },
  };
}
