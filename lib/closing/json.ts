import { z } from "zod";
import type { ClosedMonth } from "@/lib/adjustments/closed-month";
import { countSchema, instantSchema, moneyJson, moneySchema } from "@/lib/api/wire";
import { dollars } from "@/lib/money";
import { isoInstant } from "@/lib/period";
import { attoDollars } from "@/lib/savings/savings";
import { wireCount } from "@/lib/usage/tokens";
import { type Check, checkKinds, isRefusing } from "./check";
import type { MonthClosing, MonthStatus, Version } from "./month";

const checkSchema = z
  .object({ kind: z.enum(checkKinds), refuses: z.boolean().describe("the month cannot be closed as long as it is so") })
  .loose()
  .describe("what is not as it should be, with what it is about: until, imports, months, tokens and models, days, providers, lines");

const closedSchema = z.object({
  number: z.int().describe("the report number: follows the workspace's last one, without gaps"),
  version: z.int().describe("1, and one more each time the month is closed again"),
  closed_at: instantSchema,
  closed_by: z.string(),
  known_at: instantSchema.describe("the instant whose prices and usage it holds"),
  spend: moneySchema.nullable().describe("of the month's usage; null: not told to who sees some teams only"),
  total: moneySchema.nullable().describe("with what it carries of months closed before it"),
  sha256: z.string().describe("of the list of its files with their own hashes"),
});

const periodShape = {
  month: z.string(),
  status: z.enum(["open", "closed"]),
  from: instantSchema,
  to: instantSchema,
  closed: closedSchema.nullable(),
};

export const periodSchema = z.object(periodShape);

const fileSchema = z.object({ name: z.string(), bytes: countSchema, sha256: z.string() });

export const periodDetailSchema = z.object({
  ...periodShape,
  checks: z.array(checkSchema).describe("of an open month: what to know before it is closed"),
  difference: z
    .object({ closed: moneySchema, now: moneySchema, difference: moneySchema, carried: moneySchema, carrier: z.string() })
    .nullable()
    .describe("of a closed month: its spend then and now; how much of that closed months carry already, and the open month that carries the rest"),
  versions: z.array(
    closedSchema.extend({
      checks: z.array(checkSchema).describe("what the check-list said, and was acknowledged"),
      reopened: z.object({ at: instantSchema, by: z.string(), reason: z.string() }).nullable(),
      files: z.array(fileSchema),
    }),
  ),
});

/** A month with its state, as the API answers it. */
export function periodJson({ month, period, closed }: MonthStatus): z.input<typeof periodSchema> {
  return {
    month,
    status: closed ? "closed" : "open",
    from: isoInstant(period.from),
    to: isoInstant(period.to),
    closed: closed && closedJson(closed),
  };
}

/** A month with its check-list or its difference, and every version there was. */
export function periodDetailJson(of: MonthClosing): z.input<typeof periodDetailSchema> {
  const { difference } = of;
  return {
    ...periodJson(of),
    checks: of.checks.map(checkJson),
    difference: difference && {
      closed: dollars(difference.closed),
      now: dollars(difference.now),
      difference: dollars(difference.now - difference.closed),
      carried: dollars(difference.carried),
      carrier: difference.carrier,
    },
    versions: of.versions.map((version) => versionJson(version)),
  };
}

/** A check as the API answers it, and as it is kept with a closed month. */
export function checkJson(check: Check): z.input<typeof checkSchema> {
  return { ...detailJson(check), refuses: isRefusing(check) };
}

function detailJson(check: Check): { kind: Check["kind"] } & Record<string, unknown> {
  if (check.kind === "month_not_over") return { kind: check.kind, until: isoInstant(check.until) };
  if (check.kind === "unpriced") return { kind: check.kind, tokens: wireCount(check.tokens), models: [...check.models] };
  if (check.kind === "invoices_missing") {
    return { kind: check.kind, providers: check.providers.map(({ provider, cost }) => ({ provider, cost: dollars(cost) })) };
  }
  if (check.kind === "differences_open") {
    return { kind: check.kind, lines: check.lines.map(({ difference, ...line }) => ({ ...line, difference: attoDollars(difference) })) };
  }
  return { ...check };
}

function closedJson(closed: ClosedMonth): z.input<typeof closedSchema> {
  return {
    ...{ number: closed.number, version: closed.version, closed_at: isoInstant(closed.closedAt), closed_by: closed.closedBy },
    known_at: isoInstant(closed.knownAt),
    ...{ spend: moneyJson(closed.spend), total: moneyJson(closed.total) },
    sha256: closed.sha256,
  };
}

function versionJson({ closed, checks, reopened, files }: Version): z.input<typeof periodDetailSchema>["versions"][number] {
  return {
    ...closedJson(closed),
    checks: checks as z.input<typeof checkSchema>[],
    reopened: reopened && { at: isoInstant(reopened.at), by: reopened.by, reason: reopened.reason },
    files: files.map(({ name, bytes, sha256 }) => ({ name, bytes: wireCount(bytes), sha256 })),
  };
}
