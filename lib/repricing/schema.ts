import { z } from "zod";
import { moneySchema } from "@/lib/api/wire";
import { Refusal } from "@/lib/errors";
import { parseDecimal } from "@/lib/money";
import { isDay, isSlot } from "@/lib/period";

/** Dollars per million tokens: a decimal of six places at most, not negative, below a million. */
const perMillion = z.string().regex(/^\d{1,6}(\.\d{1,6})?$/, "dollars per million tokens as decimal text, as 0.40");
/** Dollars per request: a decimal of twelve places at most. */
const perRequest = z.string().regex(/^\d{1,6}(\.\d{1,12})?$/, "dollars per request as decimal text, as 0.005");

const cacheShape = { cache_read: perMillion.optional(), cache_write_5m: perMillion.optional(), cache_write_1h: perMillion.optional() };
const namedSchema = z.strictObject({ input: perMillion.optional(), output: perMillion.optional(), ...cacheShape });
const tiersSchema = z.record(z.string().min(1).max(50), namedSchema).describe("service tier to the prices it has of its own");

export const ownPricesSchema = z.strictObject({
  input: perMillion,
  output: perMillion,
  ...cacheShape,
  request: perRequest.optional(),
  tiers: tiersSchema.optional(),
  long_context: namedSchema
    .extend({ threshold_input_tokens: z.int().positive(), tiers: tiersSchema.optional() })
    .optional()
    .describe("for the whole of a single request whose prompt exceeds the threshold"),
});

const name = z.string().trim().min(1).max(500);

/** When a rule starts: a local midnight, or an instant on a quarter hour. */
const fromSchema = z
  .union([z.iso.datetime({ offset: true }), z.string()])
  .refine(
    (text) => isDay(text) || (/T/.test(text) && isSlot(Date.parse(text))),
    "a day (its local midnight), or an instant on a quarter hour, as 2026-07-01T10:15:00Z",
  );

export const newRuleSchema = z
  .strictObject({
    kind: z.enum(["price", "discount", "alias"]),
    scope: z.strictObject({ provider: name.optional(), model: name.optional() }).default({}),
    percent: z
      .string()
      .regex(/^-?\d{1,4}(\.\d{1,6})?$/, "per cent as decimal text, as 12.5; negative is a mark-up")
      .refine((text) => isPercent(text), "100 at most")
      .optional(),
    prices: ownPricesSchema.optional(),
    target: name.optional().describe("provider/model of the price book"),
    from: fromSchema,
    note: z.string().trim().max(1000).optional(),
  })
  .superRefine((rule, context) => {
    const needed = { price: "prices", discount: "percent", alias: "target" } as const;
    for (const [kind, field] of Object.entries(needed)) {
      const isOwn = kind === rule.kind;
      if (isOwn && rule[field] === undefined) context.addIssue({ code: "custom", path: [field], message: `a ${rule.kind} rule needs it` });
      if (!isOwn && rule[field] !== undefined) context.addIssue({ code: "custom", path: [field], message: `a ${rule.kind} rule has none` });
    }
    if (rule.kind === "alias" && rule.scope.model === undefined) {
      context.addIssue({ code: "custom", path: ["scope", "model"], message: "an alias is of a name: say which, as the usage writes it" });
    }
  });

/** A rule as people and programs write it. */
export type WrittenRule = z.output<typeof newRuleSchema>;

/** Not more than is paid. */
function isPercent(text: string): boolean {
  return !/^-?\d{1,4}(\.\d{1,6})?$/.test(text) || parseDecimal(text).digits <= 100n * 10n ** BigInt(parseDecimal(text).scale);
}

/** A rule's id from an address. Throws `not_found` for what cannot be one. */
export function ruleIdOf(text: string | undefined): number {
  if (text === undefined || !/^[1-9]\d{0,8}$/.test(text)) throw new Refusal("not_found", "there is no such price rule");
  return Number(text);
}

const costsShape = {
  before: moneySchema.nullable().describe("null where nothing has a price"),
  after: moneySchema.nullable(),
  difference: moneySchema,
};

export const repricingSchema = z.object({
  months: z.array(z.object({ month: z.string(), closed: z.boolean(), ...costsShape })),
  teams: z.array(z.object({ team: z.string().nullable(), ...costsShape })),
  total: z.object(costsShape),
  unpriced: z.object({ before: z.object({ tokens: z.union([z.int(), z.string()]) }), after: z.object({ tokens: z.union([z.int(), z.string()]) }) }),
});
