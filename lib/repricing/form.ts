import { type Instant, instantOfLocal, isDay, isoInstant, isSlot, startOfDay, type Zone } from "@/lib/period";
import { tokenClasses } from "@/lib/usage/tokens";
import { newRuleSchema, type WrittenRule } from "./schema";

export const ruleKinds = ["price", "discount", "alias"] as const;
export type RuleKind = (typeof ruleKinds)[number];
export const tierNames = ["batch", "flex", "priority"] as const;

/** What a form sends, by the names of its fields. */
export type FormValues = Readonly<Record<string, string | undefined>>;

/** A rule as a form says it, or the fields that are wrong, each with a code that has words. */
export type ReadForm = { rule: WrittenRule; errors: null } | { rule: null; errors: Record<string, string> };

/** Reads a rule from a form: decimal commas are points, a time of day is the workspace's. */
export function ruleOfForm(values: FormValues, zone: Zone): ReadForm {
  const kind = ruleKinds.find((name) => name === values.kind) ?? "price";
  const written = {
    ...{ kind, scope: present({ provider: text(values.provider), model: text(values.model) }), from: startOf(values, zone) },
    ...(kind === "discount" && { percent: decimal(values.percent) ?? "" }),
    ...(kind === "alias" && { target: text(values.target) ?? "" }),
    ...(kind === "price" && { prices: pricesOf(values) }),
    ...(text(values.note) && { note: text(values.note) }),
  };
  const parsed = newRuleSchema.safeParse(written);
  if (parsed.success) return { rule: parsed.data, errors: null };
  const errors = parsed.error.issues.map(({ path }) => fieldOf(path.map(String)));
  return { rule: null, errors: Object.fromEntries(errors.map((field) => [field, text(values[field]) ? codeOf(field) : "required"])) };
}

function pricesOf(values: FormValues): Record<string, unknown> {
  const named = (prefix: string) => present(Object.fromEntries(tokenClasses.map((name) => [name, decimal(values[prefix + name])])));
  const tiers = Object.fromEntries(tierNames.map((tier) => [tier, named(`${tier}_`)] as const).filter(([, prices]) => Object.keys(prices).length));
  const threshold = text(values.long_threshold)?.replace(/[\s,.\u00a0\u202f]/g, "");
  return {
    ...{ input: "", output: "", ...named("") },
    ...present({ request: decimal(values.request) }),
    ...(Object.keys(tiers).length && { tiers }),
    ...(threshold && { long_context: { threshold_input_tokens: Number(threshold), ...named("long_") } }),
  };
}

/** A day is its local midnight; with a time, that instant. */
function startOf({ from, time }: FormValues, zone: Zone): string {
  const day = text(from) ?? "";
  const clock = text(time);
  if (!isDay(day) || !clock || clock === "00:00") return day;
  const instant = localInstant(day, clock, zone);
  return instant !== null && isSlot(instant) && instant !== startOfDay(day, zone) ? isoInstant(instant) : `${day}T${clock}`;
}

function localInstant(day: string, clock: string, zone: Zone): Instant | null {
  try {
    return instantOfLocal(`${day}T${clock}`, zone);
  } catch {
    return null;
  }
}

/** The field that a path of the schema belongs to. */
function fieldOf(path: string[]): string {
  const [first = "", second = "", third = "", fourth = ""] = path;
  if (first === "scope") return second;
  if (first !== "prices") return first;
  if (second === "tiers") return `${third}_${fourth}`;
  if (second === "long_context") return third === "threshold_input_tokens" ? "long_threshold" : `long_${third}`;
  return second || "input";
}

function codeOf(field: string): string {
  if (field === "from") return "not_a_start";
  if (field === "percent") return "not_a_percent";
  if (field === "target") return "unknown_model";
  return ["provider", "model", "note"].includes(field) ? "too_long" : "not_a_price";
}

function text(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}

function decimal(value: string | undefined): string | undefined {
  return text(value)
    ?.replace(/[\s$\u00a0\u202f]/g, "")
    .replace("\u2212", "-")
    .replace(",", ".");
}

function present(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
