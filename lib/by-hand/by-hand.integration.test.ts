import { afterEach, expect, test } from "vitest";
import { pool } from "@/lib/db";
import { undoImport } from "@/lib/imports/mutations";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { entriesDue, recordDue, stopEntry, writeDown } from "./mutations";
import { usageEntries } from "./queries";
import { newEntrySchema } from "./schema";

freshDatabase();
afterEach(() => void delete process.env.OBOLE_NOW);

const entry = (of: object) =>
  newEntrySchema.parse({ cadence: "once", day: "2026-06-10", model: "gpt-4o", input_tokens: "1 000", output_tokens: "10", ...of });

async function events(workspaceId: number) {
  const { rows } = await pool().query(
    "select to_char(starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as at, input::int, requests::int, prompt_band::int as band from usage_event where workspace_id = $1 order by starts_at",
    [workspaceId],
  );
  return rows;
}

test("a line written down counts from the beginning of its local day, as a total whose requests are not known", async () => {
  process.env.OBOLE_NOW = "2026-09-15T12:00:00Z";
  const access = await freshWorkspace({ timezone: "Asia/Kolkata" });
  await writeDown(access, entry({ team: "Search", note: "the invoice's line" }));
  // Midnight in Kolkata is 18:30 UTC of the day before.
  expect(await events(access.workspaceId)).toEqual([{ at: "2026-06-09 18:30", input: 1000, requests: null, band: -1 }]);
  expect(await usageEntries(access)).toMatchObject([{ note: "the invoice's line", next: null, recorded: 1 }]);
});

test("a monthly entry is recorded for the months that have passed, then as each day comes, once", async () => {
  process.env.OBOLE_NOW = "2026-08-01T12:00:00Z";
  const access = await freshWorkspace();
  await writeDown(access, entry({ cadence: "monthly", day: "2026-05-31" }));
  const days = async () => (await events(access.workspaceId)).map(({ at }) => at.slice(0, 10));
  expect(await days()).toEqual(["2026-05-31", "2026-06-30", "2026-07-31"]);
  const mine = async () => (await entriesDue()).filter(({ workspaceId }) => workspaceId === access.workspaceId);
  expect(await mine()).toEqual([]);
  process.env.OBOLE_NOW = "2026-09-30T00:00:00Z";
  const [due] = await mine();
  if (!due) throw new Error("nothing is due");
  await Promise.all([1, 2, 3].map(() => recordDue(access, due.entry)));
  expect(await days()).toEqual(["2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30"]);
  expect((await usageEntries(access))[0]).toMatchObject({ next: "2026-10-31", recorded: 5 });
});

test("a day begins in the workspace's own zone", async () => {
  process.env.OBOLE_NOW = "2026-08-01T12:00:00Z";
  const access = await freshWorkspace({ timezone: "Pacific/Auckland" });
  await writeDown(access, entry({ cadence: "monthly", day: "2026-08-10" }));
  const isDue = async () => (await entriesDue()).some(({ workspaceId }) => workspaceId === access.workspaceId);
  process.env.OBOLE_NOW = "2026-08-09T11:59:00Z";
  expect(await isDue()).toBe(false);
  process.env.OBOLE_NOW = "2026-08-09T12:00:00Z"; // midnight in Auckland, twelve hours ahead in winter
  expect(await isDue()).toBe(true);
});

test("a stopped entry adds no more, and what it added can be undone", async () => {
  process.env.OBOLE_NOW = "2026-08-01T12:00:00Z";
  const access = await freshWorkspace();
  await writeDown(access, entry({ cadence: "monthly", day: "2026-07-01" }));
  const [stored] = await usageEntries(access);
  await stopEntry(access, stored?.id ?? 0);
  process.env.OBOLE_NOW = "2026-12-01T12:00:00Z";
  expect((await entriesDue()).filter(({ workspaceId }) => workspaceId === access.workspaceId)).toEqual([]);
  await expect(stopEntry(access, stored?.id ?? 0)).rejects.toMatchObject({ code: "not_found" });
  await undoImport(access, stored?.importId ?? 0);
  const { rows } = await pool().query("select coalesce(sum(input), 0)::int as input from usage_day where workspace_id = $1", [access.workspaceId]);
  expect(rows).toEqual([{ input: 0 }]);
});

test.each([
  [{ model: "" }, "model", "required"],
  [{ input_tokens: "" }, "input_tokens", "required"],
  [{ output_tokens: "ten" }, "output_tokens", "not_a_count"],
  [{ requests: "-1" }, "requests", "not_a_count"],
  [{ day: "2017-06-10" }, "day", "not_a_date"],
  [{ cached_input_tokens: "2000" }, "cached_input_tokens", "more_than_input"],
])("what is wrong is told at its field, and nothing is written: %o", async (of, path, code) => {
  const access = await freshWorkspace();
  await expect(writeDown(access, entry(of))).rejects.toMatchObject({ code: "invalid_input", options: { errors: [{ path, code }] } });
  expect(await usageEntries(access)).toEqual([]);
});
