import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { bookedPeriod } from "@/lib/adjustments/closed-month";
import { costOfLines } from "@/lib/adjustments/line";
import { closedBefore, closedMonths } from "@/lib/adjustments/queries";
import { moneyJson } from "@/lib/api/wire";
import { chooseCurrency, recordRate } from "@/lib/currency/mutations";
import { pool } from "@/lib/db";
import { changeTimezone } from "@/lib/imports/boundaries";
import { restoreImport, undoImport } from "@/lib/imports/mutations";
import { decimalText, parseDecimal } from "@/lib/money";
import { addMonths } from "@/lib/period";
import { recordInvoice } from "@/lib/reconciliation/invoices";
import { noteDifference } from "@/lib/reconciliation/notes";
import { newInvoiceSchema } from "@/lib/reconciliation/schema";
import { coverOf } from "@/lib/reports/cover";
import { type MonthReport, monthReport } from "@/lib/reports/report";
import { recordRules, tryRules, withdrawRule } from "@/lib/repricing/mutations";
import { newRuleSchema } from "@/lib/repricing/schema";
import { spend } from "@/lib/spend/queries";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { auditOf, freshMember } from "@/lib/testing/people";
import { reportBytes } from "@/lib/testing/reports";
import { deleteWorkspace } from "@/lib/workspaces/deletion";
import { readDocument } from "./document";
import { contentOf, fileList, filesOf, isIntact } from "./files";
import { closeMonth, reopenMonth } from "./mutations";
import { monthClosing, standingReport } from "./queries";

freshDatabase();

/** One row of GPT-4o (2.50 / 10.00): a million input tokens cost $2.50. */
const row = (day: string, { millions = 1, team = "Search", model = "openai,gpt-4o" } = {}) =>
  `${day}T10:00:00Z,${model},${millions * 1_000_000},0,,1000,,${team},,,`;
const add = (access: Access, ...rows: string[]) => take(access, [canonicalHeader, ...rows].join("\n"));
const close = (access: Access, month: string) => closeMonth(access, month, "all");
const gptAt = (percent: string, from = "2026-01-01") =>
  newRuleSchema.parse({ kind: "discount", scope: { provider: "openai", model: "gpt-4o" }, percent, from });
const everything = { from: Date.parse("2025-01-01"), to: Date.parse("2028-01-01") };

async function bytesOf(access: Access, number: number): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name } of await filesOf(access, number)) {
    const hash = createHash("sha256");
    for await (const part of contentOf(access, number, name)) hash.update(part);
    found[name] = hash.digest("hex");
  }
  return found;
}

/** What every month's report comes to: closed ones as they were closed, open ones as they are. */
async function reportsTotal(access: Access, first: string, last: string): Promise<bigint> {
  let total = 0n;
  for (let month = first; month <= last; month = addMonths(month, 1)) total += (await standingReport(access, month)).total ?? 0n;
  return total;
}

describe("a closed month", () => {
  test("keeps every byte after a late file, an undo and a price change; the next month's report carries the difference, once", async () => {
    const access = await freshWorkspace();
    const first = await add(access, row("2026-05-03"), row("2026-05-04", { team: "Product" }), row("2026-06-02"));
    const may = await close(access, "2026-05");
    expect(may).toMatchObject({ number: 1, version: 1, month: "2026-05" });
    expect([moneyJson(may.spend), moneyJson(may.total)]).toEqual(["5", "5"]);
    const before = await bytesOf(access, 1);
    expect(Object.keys(before)).toContain("obole-2026-05-no1.csv");

    await add(access, row("2026-05-20", { millions: 4 })); // + 4 × 2.50 = 10.00
    await recordRules(access, [gptAt("10")]); // (5 + 10) × 0.90 = 13.50
    expect(await bytesOf(access, 1)).toEqual(before);
    expect(await isIntact(access, may)).toBe(true);
    expect(moneyJson((await standingReport(access, "2026-05")).total)).toBe("5");

    const june = await monthReport(access, "2026-06");
    // May is 13.50 and was closed at 5.00: + 8.50. June itself 2.25.
    expect(june.addends.map(({ kind, amount }) => [kind, moneyJson(amount)])).toEqual([
      ["spend", "2.25"],
      ["adjustment", "8.5"],
    ]);
    // Search had 2.50 and has (1 + 4) × 2.25 = 11.25; Product had 2.50 and has 2.25
    expect(june.adjustments.map(({ team, model, cost, of }) => [of.month, team, model, moneyJson(cost)])).toEqual([
      ["2026-05", "Search", "gpt-4o", "8.75"],
      ["2026-05", "Product", "gpt-4o", "-0.25"],
    ]);
    const closed = await close(access, "2026-06");
    expect([closed.number, moneyJson(closed.spend), moneyJson(closed.total)]).toEqual([2, "2.25", "10.75"]);

    // Carried once: July carries only what changes from here on.
    expect((await monthReport(access, "2026-07")).adjustments).toEqual([]);
    await undoImport(access, first.id ?? 0); // May loses 4.50, June 2.25
    const july = await monthReport(access, "2026-07");
    expect(july.addends.slice(1).map((addend) => [addend.kind === "adjustment" && addend.month, moneyJson(addend.amount)])).toEqual([
      ["2026-05", "-4.5"],
      ["2026-06", "-2.25"],
    ]);
    expect(await bytesOf(access, 1)).toEqual(before);
    // 5 + 10.75 − 6.75 = 9 = 4 × 2.25
    expect(moneyJson(await reportsTotal(access, "2026-05", "2026-07"))).toBe("9");
  });

  test("is named closed where a change of prices is tried, and keeps what the change would do to the next report", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"), row("2026-06-03"));
    await close(access, "2026-05");
    const { months } = await tryRules(access, [gptAt("10")]);
    expect(months.map(({ month, isClosed }) => [month, isClosed])).toEqual([
      ["2026-05", true],
      ["2026-06", false],
    ]);
    expect((await monthReport(access, "2026-06")).adjustments).toEqual([]); // it was only tried
  });

  test("says then, now and who carries the difference", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"), row("2026-05-04", { team: "Product" }));
    await close(access, "2026-05");
    await add(access, row("2026-05-20", { team: "Product", millions: 2 }));
    const { difference, checks, versions } = await monthClosing(access, "2026-05");
    expect(difference).toMatchObject({ closed: 5_000_000_000_000n, now: 10_000_000_000_000n, carried: 0n, carrier: "2026-06" });
    expect(difference?.lines.map(({ team, closed, now }) => [team, closed.cost, now.cost])).toEqual([
      ["Product", 2_500_000_000_000n, 7_500_000_000_000n],
    ]);
    expect(checks).toEqual([]);
    expect(versions).toHaveLength(1);
    await close(access, "2026-06");
    expect((await monthClosing(access, "2026-05")).difference).toMatchObject({ carried: 5_000_000_000_000n, carrier: "2026-07" });
  });

  test("has the number in its files, and the same bytes in every language that has no words", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"));
    const { sha256 } = await close(access, "2026-05");
    const files = await filesOf(access, 1);
    expect(createHash("sha256").update(fileList(files)).digest("hex")).toBe(sha256);
    const json: Buffer[] = [];
    for await (const part of contentOf(access, 1, "obole-2026-05-no1.json")) json.push(part);
    expect(JSON.parse(Buffer.concat(json).toString())).toMatchObject({ number: "1", total: "2.5", month: "2026-05" });
    for (const format of ["csv", "json"] as const) {
      const options = { number: "1", knownAt: Date.parse("2026-08-01") };
      const [en, fr] = [
        await reportBytes(access, "2026-05", format, { ...options, locale: "en" }),
        await reportBytes(access, "2026-05", format, { ...options, locale: "fr" }),
      ];
      expect(en.equals(fr)).toBe(true);
    }
    // The page shows the report that the files were made of.
    const { rows } = await pool().query("select document from closed_month where workspace_id = $1", [access.workspaceId]);
    expect(rows).toHaveLength(1);
    expect((await standingReport(access, "2026-05")).sections.map(({ name }) => name)).toContain("model");
  });

  test("freezes the rate of the reporting currency, and its amounts, whatever rates come later", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"), row("2026-05-04"));
    await chooseCurrency(access, { currency: "EUR", rule: "last" });
    const rate = (value: string) => ({ day: "2026-05-29", from: "USD", to: "EUR", rate: parseDecimal(value), source: "by hand" });
    await recordRate(access, rate("0.8"));
    await close(access, "2026-05");
    await recordRate(access, rate("0.9"));
    const { rows } = await pool().query("select currency, rate ->> 'rate' as rate from closed_month where workspace_id = $1", [access.workspaceId]);
    expect(rows).toEqual([{ currency: "EUR", rate: "0.8" }]);
    const told = (report: MonthReport) => report.reporting.rate && decimalText(report.reporting.rate.rate);
    expect(told(await standingReport(access, "2026-05"))).toBe("0.8");
    expect(told(await monthReport(access, "2026-05"))).toBe("0.9");
  });

  test("is shown by any later version of the product: the first document there was tells all that one of today does", async () => {
    const first = readDocument(JSON.parse(await readFile("lib/closing/fixtures/first-document.json", "utf8")));
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"));
    const today = await monthReport(access, "2026-05", { number: "1" });
    const fields = (report: MonthReport) => [report, report.spend, report.savings, report.reporting].map((part) => Object.keys(part).sort());
    expect(fields(first)).toEqual(fields(today));
    expect(first.total).toBe(2_500_000_000_000n);
    for (const locale of ["en", "fr"] as const) expect(coverOf(first, locale).length).toBe(coverOf(today, locale).length);
  });

  test("is not moved by another time zone: the next month begins where it ends", async () => {
    const access = await freshWorkspace({ timezone: "UTC" });
    // 22:30 in UTC on 31 May is 00:30 on 1 June in Paris.
    const late = "2026-05-31T22:30:00Z,openai,gpt-4o,1000000,0,,1000,,Search,,,";
    await add(access, late, row("2026-06-02"), row("2026-05-02"));
    const may = await close(access, "2026-05");
    await changeTimezone(access, "Europe/Paris");
    const moved = { ...access, timezone: "Europe/Paris" } as Access;
    const closed = await closedMonths(moved);
    expect(closed[0]?.period).toEqual(may.period);
    expect(bookedPeriod("2026-06", "Europe/Paris", closed)).toEqual({ from: Date.parse("2026-06-01T00:00Z"), to: Date.parse("2026-06-30T22:00Z") });
    const june = await monthReport(moved, "2026-06");
    expect([june.adjustments, moneyJson(june.total ?? 0n)]).toEqual([[], "2.5"]);
    await close(moved, "2026-06");
    await add(moved, row("2026-05-07"), row("2026-06-07", { millions: 2 }));
    // Two months of different zones are compared each in its own days.
    const july = await monthReport(moved, "2026-07");
    expect(july.addends.map(({ amount }) => moneyJson(amount))).toEqual(["0", "2.5", "5"]);
    expect(await reportsTotal(moved, "2026-05", "2026-07")).toBe((await spend(moved, { period: everything })).total.cost);
  });

  test("an import that brings rows of a closed month says so, also before it is made; one that came before closing does not", async () => {
    const access = await freshWorkspace();
    const first = await add(access, row("2026-05-03"), row("2026-06-03"));
    await close(access, "2026-05");
    const late = [canonicalHeader, row("2026-05-20"), row("2026-06-20")].join("\n");
    const { effect } = await take(access, late, { isDryRun: true });
    expect(effect?.months.map(({ month, isClosed }) => [month, isClosed])).toEqual([
      ["2026-05", true],
      ["2026-06", false],
    ]);
    const second = await take(access, late);
    const told = async ({ id }: { id: number | null }) => (await closedBefore(access, id ?? 0)).map(({ month }) => month);
    expect([await told(first), await told(second)]).toEqual([[], ["2026-05"]]);
  });

  test("who sees some teams is told of these only", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"), row("2026-05-04", { team: "Product" }));
    await close(access, "2026-05");
    await add(access, row("2026-05-20", { team: "Product" }), row("2026-05-20", { millions: 2 }));
    const { rows } = await pool().query("select id from dimension_value where workspace_id = $1 and name = 'Product'", [access.workspaceId]);
    const { access: limited } = await freshMember(access, "viewer", [rows[0].id]);
    const { difference } = await monthClosing(limited, "2026-05");
    expect(difference).toMatchObject({ closed: 2_500_000_000_000n, now: 5_000_000_000_000n });
    expect((await monthReport(limited, "2026-06")).adjustments.map(({ team }) => team)).toEqual(["Product"]);
    expect((await standingReport(limited, "2026-05")).teams).toEqual(["Product"]);
  });
});

describe("the check-list", () => {
  test("names what is not as it should be, and closing asks for each to be known", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-04-03"), row("2026-05-03"), row("2026-05-04", { model: "acme,house-model" }));
    const { checks } = await monthClosing(access, "2026-05");
    expect(checks.map(({ kind }) => kind)).toEqual(["earlier_open", "unpriced", "empty_days", "invoices_missing"]);
    expect(checks[0]).toMatchObject({ months: ["2026-04"] });
    expect(checks[1]).toMatchObject({ tokens: 1_000_000n, models: ["house-model"] });
    expect(checks[3]).toMatchObject({ providers: [{ provider: "openai", cost: 2_500_000_000_000n }] });
    await expect(closeMonth(access, "2026-05", ["unpriced", "empty_days"])).rejects.toMatchObject({
      code: "warnings_open",
      options: { errors: [{ code: "earlier_open" }, { code: "invoices_missing" }] },
    });
    await closeMonth(access, "2026-05", ["unpriced", "empty_days", "earlier_open", "invoices_missing"]);
    const [version] = (await monthClosing(access, "2026-05")).versions;
    expect(version?.checks).toMatchObject([
      { kind: "earlier_open" },
      { kind: "unpriced", tokens: 1_000_000 },
      { kind: "empty_days" },
      { kind: "invoices_missing" },
    ]);
  });

  test("an invoice of the provider in the month is not missing", async () => {
    const access = await freshWorkspace();
    const { id } = await add(access, row("2026-05-03"));
    await pool().query(
      `insert into charge (workspace_id, import_id, line, id_hash, numbers_hash, starts_at, ends_at, provider, model, item, amount, currency, team_id, project_id, user_id, api_key_id, source_id)
       values ($1, $2, 99, '\\x00', 0, '2026-05-01', '2026-06-01', 'OpenAI', '', 'tokens', 2.5, 'USD', 0, 0, 0, 0, 0)`,
      [access.workspaceId, id],
    );
    expect((await monthClosing(access, "2026-05")).checks.map(({ kind }) => kind)).toEqual(["empty_days"]);
  });

  test("an invoice that is written down is not missing, and its difference from usage is open until it is signed off", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"));
    await recordInvoice(access, newInvoiceSchema.parse({ month: "2026-05", provider: "openai", number: "O-5", amount: "2.75" }));
    const { checks } = await monthClosing(access, "2026-05");
    expect(checks.map(({ kind }) => kind)).toEqual(["empty_days", "differences_open"]);
    // 2.75 is billed, 2.50 is ours.
    expect(checks[1]).toMatchObject({ lines: [{ provider: "openai", difference: 250_000_000_000_000_000n }] });
    await expect(closeMonth(access, "2026-05", ["empty_days"])).rejects.toMatchObject({ options: { errors: [{ code: "differences_open" }] } });
    await noteDifference(access, { month: "2026-05", provider: "openai", model: "", difference: "0.25", signed_off: true, note: "Known." });
    await closeMonth(access, "2026-05", ["empty_days"]);
  });

  test("a month that is not over and a running import refuse", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"));
    await expect(close(access, "2999-01")).rejects.toMatchObject({ code: "month_not_over" });
    await pool().query("insert into import (workspace_id, status, filename, actor) values ($1, 'running', 'x.csv', 'system')", [access.workspaceId]);
    await expect(close(access, "2026-05")).rejects.toMatchObject({ code: "imports_running" });
    expect((await monthClosing(access, "2026-05")).checks[0]).toEqual({ kind: "imports_running", imports: 1 });
  });
});

describe("closing and reopening", () => {
  test("closing twice is closing once, also at the same time", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"), row("2026-06-03"));
    const [a, b, c] = await Promise.all([close(access, "2026-05"), close(access, "2026-05"), close(access, "2026-06")]);
    expect(a).toEqual(b);
    expect([a.number, c.number].sort()).toEqual([1, 2]);
  });

  test("the latest is reopened first, with a reason; closing again is another version with the next number, and the old one stays", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"), row("2026-06-03"));
    await close(access, "2026-05");
    await close(access, "2026-06");
    const before = await bytesOf(access, 2);
    await expect(reopenMonth(access, "2026-05", "a late file")).rejects.toMatchObject({ code: "later_month_closed" });
    await expect(reopenMonth(access, "2026-07", "a late file")).rejects.toMatchObject({ code: "month_open" });
    await reopenMonth(access, "2026-06", "a late file");
    await reopenMonth(access, "2026-06", "a late file"); // said again
    await add(access, row("2026-06-09"));
    const again = await close(access, "2026-06");
    expect(again).toMatchObject({ number: 3, version: 2 });
    expect(moneyJson(again.total)).toBe("5");
    const { versions } = await monthClosing(access, "2026-06");
    expect(versions.map(({ closed, reopened }) => [closed.number, reopened?.reason ?? null])).toEqual([
      [3, null],
      [2, "a late file"],
    ]);
    expect(versions[0]?.closed.sha256).not.toBe(versions[1]?.closed.sha256);
    expect(await bytesOf(access, 2)).toEqual(before);
    expect((await auditOf(access)).filter(({ action }) => action.startsWith("period")).map(({ action, target }) => [action, target])).toEqual([
      ["period.closed", "2026-05"],
      ["period.closed", "2026-06"],
      ["period.reopened", "2026-06"],
      ["period.closed", "2026-06"],
    ]);
  });

  test("what a reopened month carried is carried again by whoever closes next", async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"), row("2026-06-03"));
    await close(access, "2026-05");
    await add(access, row("2026-05-09"));
    expect(moneyJson((await close(access, "2026-06")).total)).toBe("5");
    await reopenMonth(access, "2026-06", "to look again");
    expect((await monthReport(access, "2026-06")).addends.map(({ amount }) => moneyJson(amount))).toEqual(["2.5", "2.5"]);
    await reopenMonth(access, "2026-05", "to look again");
    expect((await monthReport(access, "2026-06")).adjustments).toEqual([]);
    expect(moneyJson((await close(access, "2026-05")).total)).toBe("5");
  });
});

describe("the database", () => {
  const closed = async () => {
    const access = await freshWorkspace();
    await add(access, row("2026-05-03"), row("2026-06-03"));
    await close(access, "2026-05");
    await add(access, row("2026-05-09"));
    await close(access, "2026-06");
    await reopenMonth(access, "2026-06", "to look");
    return access;
  };
  const tables = ["closed_month", "closed_line", "closed_adjustment", "closed_file", "closed_file_part", "reopened_month"];

  test("refuses every change of a closed month, whoever asks", async () => {
    const { workspaceId } = await closed();
    for (const table of tables) {
      const { rowCount } = await pool().query(`select from ${table} where workspace_id = $1`, [workspaceId]);
      expect(rowCount, table).toBeGreaterThan(0);
      for (const statement of [`update ${table} set number = number`, `delete from ${table}`, `truncate ${table} cascade`])
        await expect(pool().query(statement), statement).rejects.toThrow("is append-only");
    }
  });

  test("adds nothing to one, numbers without gaps, closes no month twice and reopens the latest first", async () => {
    const { workspaceId } = await closed();
    const late =
      "insert into closed_file select workspace_id, number, 'other.csv', format, locale, bytes, sha256 from closed_file where workspace_id = $1 and number = 1 limit 1";
    await expect(pool().query(late, [workspaceId])).rejects.toThrow("is complete");
    const line =
      "insert into closed_line select workspace_id, number, 99, provider, model, team, project, requests, input, cache_read, cache_write_5m, cache_write_1h, output, unpriced_requests, unpriced_tokens, cost, prices from closed_line where workspace_id = $1 and number = 1 limit 1";
    await expect(pool().query(line, [workspaceId])).rejects.toThrow("is complete");
    const month = (number: number, name: string, version: number) =>
      pool().query(
        `insert into closed_month select workspace_id, ${number}, '${name}', ${version}, closed_at, closed_by, known_at, timezone, starts_at, ends_at, currency, rate, baseline,
           price_book_at, checks, document, spend, total, sha256 from closed_month where workspace_id = $1 and number = 1`,
        [workspaceId],
      );
    await expect(month(4, "2026-07", 1)).rejects.toThrow("follow one another");
    await expect(month(3, "2026-05", 2)).rejects.toThrow("2026-05 is closed");
    await expect(month(3, "2026-06", 1)).rejects.toThrow("follow one another");
    await month(3, "2026-08", 1);
    const reopened = "insert into reopened_month values ($1, 1, 'no', now(), 'system')";
    await expect(pool().query(reopened, [workspaceId])).rejects.toThrow("a later month is closed");
  });

  test("lets a whole workspace go", async () => {
    const access = await closed();
    const { rows } = await pool().query("select slug from workspace where id = $1", [access.workspaceId]);
    await deleteWorkspace(access, { confirmation: rows[0].slug });
    for (const table of tables) expect((await pool().query(`select from ${table} where workspace_id = $1`, [access.workspaceId])).rowCount).toBe(0);
  });
});

test("whatever happens in whatever order, closed and open reports add up to what all usage costs", async () => {
  const months = ["2026-01", "2026-02", "2026-03", "2026-04"] as const;
  const happening = fc.oneof(
    // Mostly in order, so that months carry what changed in others, and are reopened with it.
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("close" as const), month: fc.constantFrom("next", "next", "next", ...months) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("usage" as const),
        month: fc.constantFrom(...months),
        tokens: fc.integer({ min: 1, max: 999_999_937 }),
        model: fc.constantFrom("openai,gpt-4o", "mistral,mistral-medium-latest", "acme,house-model"),
        team: fc.constantFrom("", "Search", "Product"),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("price" as const), percent: fc.integer({ min: -50, max: 90 }), month: fc.constantFrom(...months) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("withdraw" as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("undo" as const, "restore" as const), which: fc.nat(20) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("reopen" as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 12, maxLength: 18 }), async (story) => {
      const access = await freshWorkspace();
      const imports: number[] = [];
      const rules: number[] = [];
      const frozen = new Map<number, Record<string, string>>();
      for (const each of story) {
        if (each.kind === "close") {
          const closed = await closedMonths(access);
          const next = months.find((month) => !closed.some((one) => one.month === month)) ?? "2026-04";
          const { number } = await close(access, each.month === "next" ? next : each.month);
          if (!frozen.has(number)) frozen.set(number, await bytesOf(access, number));
        } else if (each.kind === "usage") {
          const { id } = await add(access, `${each.month}-11T10:00:00Z,${each.model},${each.tokens},7,,3,,${each.team},,,${Math.random()}`);
          if (id !== null) imports.push(id);
        } else if (each.kind === "price") {
          const [made] = await recordRules(access, [gptAt(String(each.percent), `${each.month}-01`)]);
          if (made) rules.push(made.rule.id);
        } else if (each.kind === "withdraw") {
          const id = rules.pop();
          if (id) await withdrawRule(access, id);
        } else if (each.kind === "reopen") {
          const latest = (await closedMonths(access)).at(-1);
          if (latest) await reopenMonth(access, latest.month, "to see");
        } else {
          const id = imports[each.which % (imports.length || 1)];
          const change = each.kind === "undo" ? undoImport : restoreImport;
          if (id !== undefined) await change(access, id).catch(ifRefused);
        }
        const live = await spend(access, { period: everything });
        expect(await reportsTotal(access, "2026-01", "2026-05")).toBe(live.total.cost ?? 0n);
      }
      for (const [number, bytes] of frozen) expect(await bytesOf(access, number)).toEqual(bytes);
      for (const { month, total } of await closedMonths(access)) {
        const report = await standingReport(access, month);
        expect(report.total ?? 0n).toBe(total);
        expect((report.spend.cost ?? 0n) + costOfLines(report.adjustments)).toBe(total);
      }
    }),
    { numRuns: 5 },
  );
}, 240_000);

/** Undoing twice, or restoring what is there, is refused; what else goes wrong is not expected. */
function ifRefused(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "Refusal") throw error;
}
