import { afterEach, expect, test } from "vitest";
import { disconnect, pool } from "@/lib/db";
import { undoImport } from "@/lib/imports/mutations";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { monthCsv } from "@/lib/testing/reports";

freshDatabase();

const own = process.env.TZ;
afterEach(() => {
  if (own === undefined) delete process.env.TZ;
  else process.env.TZ = own;
});

/** The app and the database each in a zone of their own. */
async function inZone(zone: string): Promise<void> {
  process.env.TZ = zone;
  const { rows } = await pool().query("select current_database() as name");
  await pool().query(`alter database ${rows[0].name} set timezone = '${zone}'`);
  await disconnect();
  expect((await pool().query("select current_setting('timezone') as zone")).rows[0].zone).toBe(zone);
}

// An hour before and after each midnight of the month's ends, in UTC and in Kolkata; one time without a zone, read in the workspace's.
const usage = [
  canonicalHeader,
  ...[
    "2026-05-31T18:00:00Z",
    "2026-05-31T19:00:00Z",
    "2026-05-31T23:30:00Z",
    "2026-06-01T00:30:00Z",
    "2026-06-15T12:00:00",
    "2026-06-30T18:00:00Z",
  ].map((at, n) => `${at},openai,gpt-4o,${1000 * (n + 1)},100,0,1,,Search,,,r${n}`),
].join("\n");

test("neither the server's nor the database's time zone changes a report, whichever took the file in", async () => {
  const reports = new Set<string>();
  for (const zone of ["UTC", "Asia/Tokyo", "America/St_Johns"]) {
    await inZone(zone);
    const access = await freshWorkspace({ timezone: "Asia/Kolkata" });
    await take(access, usage);
    reports.add(await monthCsv(access, "2026-06"));
    for (const other of ["UTC", "Asia/Tokyo", "America/St_Johns"]) {
      await inZone(other);
      reports.add(await monthCsv(access, "2026-06"));
    }
    const again = await take(access, `${canonicalHeader}\n2026-06-02T00:00:00Z,openai,gpt-4o,5,5,0,1,,Search,,,x`);
    await undoImport(access, again.id ?? 0);
    reports.add(await monthCsv(access, "2026-06"));
  }
  expect(reports.size).toBe(1);
  // Midnight in Kolkata is 18:30 UTC: of the six rows the first is May's.
  // 2,000 + 3,000 + 4,000 + 5,000 + 6,000 input tokens
  expect([...reports][0]).toContain("20000");
});
