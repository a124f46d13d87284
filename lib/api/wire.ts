import { z } from "zod";
import { dollars, type Pico } from "@/lib/money";
import { addDays, daysPeriod, type Instant, isDay, isoInstant, monthOf, monthPeriod, type Period, startOfDay, type Zone } from "@/lib/period";
import { type Dimension, dimensions, type Filters } from "@/lib/spend/dimension";
import { type Tokens, tokenClasses, wireCount } from "@/lib/usage/tokens";

export const moneySchema = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe("exact decimal, dollars");
export const countSchema = z.union([z.int(), z.string().regex(/^\d+$/)]).describe("integer up to 2^53-1, decimal string beyond");
export const instantSchema = z.iso.datetime({ offset: true }).describe("RFC 3339");
export const daySchema = z.string().refine(isDay, "a day, as 2026-06-30").describe("a day in the workspace's time zone, as 2026-06-30");

const value = z.array(z.string()).optional();

type Excluding = `exclude_${Dimension}`;
const excluding = dimensions.map((dimension): Excluding => `exclude_${dimension}`);

/** The parameters that may be repeated. */
export const repeatable: readonly string[] = [...dimensions, ...excluding];

/** Query parameters that pick usage; each dimension, and `exclude_` before it, may be repeated; an empty value means unattributed. */
export const usageQueryShape = {
  from: daySchema.optional(),
  to: daySchema.optional(),
  as_of: z.union([instantSchema, daySchema]).optional(),
  ...(Object.fromEntries(repeatable.map((name) => [name, value])) as Record<Dimension | Excluding, typeof value>),
};

export const groupBySchema = z
  .string()
  .transform((text) => text.split(",").filter(Boolean))
  .pipe(z.array(z.enum(dimensions)))
  .optional()
  .describe(`dimensions, separated by commas: ${dimensions.join(", ")}`);

type UsageQuery = { from?: string; to?: string; as_of?: string } & Partial<Record<Dimension | Excluding, string[]>>;

/** The period of a query: from one day to another, exclusive; the current local month by default. */
export function periodOf({ from, to }: Pick<UsageQuery, "from" | "to">, zone: Zone, at: Instant): Period & { days: { from: string; to: string } } {
  const month = monthOf(at, zone);
  const whole = monthPeriod(month, zone);
  const days = { from: from ?? `${month}-01`, to: to ?? (from ? addDays(from, 1) : localDay(whole.to, zone)) };
  return { ...daysPeriod(days.from, days.to > days.from ? days.to : days.from, zone), days };
}

function localDay(instant: Instant, zone: Zone): string {
  return `${monthOf(instant, zone)}-01`;
}

/** The values to keep and to leave out. */
export function filtersOf(query: UsageQuery): { filters: Filters; excluded: Filters } {
  const named = (prefix: "" | "exclude_") =>
    Object.fromEntries(
      dimensions.flatMap((dimension) => {
        const values = query[`${prefix}${dimension}`];
        return values ? [[dimension, values.map((name) => name || null)]] : [];
      }),
    ) as Filters;
  return { filters: named(""), excluded: named("exclude_") };
}

/** An instant, or the end of a local day. */
export function asOfInstant(text: string | undefined, zone: Zone): { asOf?: Instant } {
  if (text === undefined) return {};
  return { asOf: isDay(text) ? startOfDay(addDays(text, 1), zone) - 1 : Date.parse(text) };
}

export const tokensSchema = z.object({
  input: countSchema,
  cache_read: countSchema,
  cache_write_5m: countSchema,
  cache_write_1h: countSchema,
  output: countSchema,
});

export function tokensJson(tokens: Tokens): Record<string, number | string> {
  return Object.fromEntries(tokenClasses.map((name) => [name, wireCount(tokens[name])]));
}

export function moneyJson(amount: Pico | null): string | null {
  return amount === null ? null : dollars(amount);
}

export function instantJson(instant: Instant | null): string | null {
  return instant === null ? null : isoInstant(instant);
}

/** Of a call that takes no parameters. */
export const noQuerySchema = z.strictObject({});

/** `dry_run=1` says what would come of it, and writes nothing. */
export const dryRunSchema = z.strictObject({ dry_run: z.enum(["0", "1"]).default("0") });
