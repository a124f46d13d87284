import { createHash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import type { Access } from "@/lib/access";
import { standingDownload } from "@/lib/closing/download";
import { closeMonth } from "@/lib/closing/mutations";
import { pool } from "@/lib/db";
import { bytes } from "@/lib/i18n/format";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { auditOf } from "@/lib/testing/people";
import { postOffice } from "@/lib/testing/post-office";
import { takeRows, usageRow } from "@/lib/testing/rows";
import { deliverReports, largestLetter, planReports } from "./delivery";
import { changeSchedule, createSchedule, deleteSchedule, tryOut, unsubscribe } from "./mutations";
import { reportDeliveries, reportSchedules, subscriptionOf } from "./queries";
import { changedScheduleSchema, newScheduleSchema } from "./schema";

const post = postOffice();
freshDatabase();
/** In June: the report of May is due on Wednesday the 3rd, at nine. */
const [before, due, later] = ["2026-06-03T08:59:00Z", "2026-06-03T09:00:00Z", "2026-06-03T09:01:00Z"];
process.env.OBOLE_NOW = before;
afterEach(async () => {
  process.env.OBOLE_NOW = before;
  await pool().query("delete from report_schedule");
});

const asked = (given = {}) =>
  newScheduleSchema.parse({ ...{ when: "working-3", hour: "9", formats: ["csv", "pdf"], locale: "en", recipients: "Mia@example.com" }, ...given });

async function withUsage(): Promise<Access> {
  const access = await freshWorkspace();
  await takeRows(access, [usageRow({ startsAt: Date.parse("2026-05-10T10:00:00Z"), requestId: "r1", team: "Search" })]);
  return access;
}

async function outcomes(access: Access) {
  return (await reportDeliveries(access)).map(({ email, month, status, attempts, error }) => [email, month, status, attempts, error]);
}

/** What a letter carries under a name. */
function attachment(raw: string, name: string): Buffer {
  const part = raw.split(/^--.*$/m).find((each) => each.includes(`filename=${name}`) || each.includes(`filename="${name}"`)) ?? "";
  return Buffer.from(part.slice(part.indexOf("\r\n\r\n")), "base64");
}

const linkIn = (raw: string) => /^List-Unsubscribe: <.*\/api\/unsubscribe\/([\w-]+)>/m.exec(raw.replace(/\r\n[ \t]+/g, " "))?.[1] ?? "";
const bytesOf = async (access: Access, file: string) =>
  Buffer.from(await (await standingDownload(access, file, { locale: "en" }, AbortSignal.timeout(60_000))).arrayBuffer());
const sha = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

test("the report of the month before is sent when it is due, once to each, whatever number of processes send", async () => {
  const access = await withUsage();
  await createSchedule(access, asked({ recipients: "mia@example.com, leo@example.com\nmia@example.com" }));
  const from = post.letters.length;
  expect(await planReports()).toBe(0);
  process.env.OBOLE_NOW = due;
  const planned = await Promise.all([planReports(), planReports(), planReports()]);
  expect(planned.reduce((sum, each) => sum + each)).toBe(2);
  const sendAll = async () => {
    while ((await deliverReports()) > 0);
  };
  await Promise.all([sendAll(), sendAll(), sendAll()]);
  process.env.OBOLE_NOW = later;
  await planReports();
  await sendAll();
  expect(await outcomes(access)).toEqual([
    ["leo@example.com", "2026-05", "delivered", 1, null],
    ["mia@example.com", "2026-05", "delivered", 1, null],
  ]);
  expect(
    post.letters
      .slice(from)
      .flatMap(({ to }) => to)
      .sort(),
  ).toEqual(["leo@example.com", "mia@example.com"]);
  const raw = post.letters.at(-1)?.raw ?? "";
  expect(attachment(raw, "obole-2026-05.csv").toString()).toContain("Search");
  expect(sha(attachment(raw, "obole-2026-05.csv"))).toBe(sha(await bytesOf(access, "2026-05.csv")));
  expect(attachment(raw, "obole-2026-05.pdf").subarray(0, 5).toString()).toBe("%PDF-");
});

test("a schedule made after its time begins with the next month", async () => {
  const access = await withUsage();
  process.env.OBOLE_NOW = later;
  await createSchedule(access, asked());
  expect(await planReports()).toBe(0);
  process.env.OBOLE_NOW = "2026-07-03T09:00:00Z"; // July begins on a Wednesday: its third working day is Friday the 3rd
  expect(await planReports()).toBe(1);
  expect(await outcomes(access)).toEqual([["mia@example.com", "2026-06", "waiting", 0, null]]);
});

test("a server that was down past the month's end sends the report that was due last, and none before it", async () => {
  const access = await withUsage();
  await createSchedule(access, asked());
  // Down from before the 3rd of June: it is back on the 1st of July, before June's report is due.
  process.env.OBOLE_NOW = "2026-07-01T00:10:00Z";
  expect(await Promise.all([planReports(), planReports()]).then(([one, other]) => one + other)).toBe(1);
  expect(await outcomes(access)).toEqual([["mia@example.com", "2026-05", "waiting", 0, null]]);
  // Down again, over the dues of July, August and September: of June, July and August only August is sent.
  process.env.OBOLE_NOW = "2026-09-30T23:00:00Z";
  expect(await planReports()).toBe(1);
  process.env.OBOLE_NOW = "2026-10-01T00:00:00Z";
  expect(await planReports()).toBe(0);
  expect((await outcomes(access)).map(([, month]) => month)).toEqual(["2026-08", "2026-05"]);
});

test("of a closed month the bytes are sent that it was closed with", async () => {
  const access = await withUsage();
  await createSchedule(access, asked({ formats: "csv" }));
  await closeMonth(access, "2026-05", "all");
  const frozen = await bytesOf(access, "2026-05.csv");
  await takeRows(access, [usageRow({ startsAt: Date.parse("2026-05-11T10:00:00Z"), requestId: "late", team: "Support" })]);
  process.env.OBOLE_NOW = due;
  await planReports();
  await deliverReports();
  const letter = post.letters.at(-1);
  expect(sha(attachment(letter?.raw ?? "", "obole-2026-05-no1.csv"))).toBe(sha(frozen));
  expect(letter?.text).toContain("report number 1");
});

test("what the mail server does not take is tried again, once, whatever number of processes try, with a link that is no less good", async () => {
  const access = await withUsage();
  await createSchedule(access, asked({ formats: "csv", locale: "fr" }));
  process.env.OBOLE_NOW = due;
  await planReports();
  post.isShut = true;
  await Promise.all([deliverReports(), deliverReports()]);
  post.isShut = false;
  expect(await outcomes(access)).toEqual([["mia@example.com", "2026-05", "waiting", 1, "mail_refused"]]);
  expect(await deliverReports()).toBe(0);
  process.env.OBOLE_NOW = later;
  const from = post.letters.length;
  await Promise.all([deliverReports(), deliverReports(), deliverReports()]);
  expect(post.letters.length - from).toBe(1);
  expect(await outcomes(access)).toEqual([["mia@example.com", "2026-05", "delivered", 2, null]]);
  expect(post.letters.at(-1)?.text.replaceAll("\u00a0", " ")).toContain("Le mois est ouvert : ses chiffres peuvent encore changer.");
});

test("who unsubscribes gets nothing more, and a link of no letter changes nothing", async () => {
  const access = await withUsage();
  await createSchedule(access, asked({ formats: "csv" }));
  process.env.OBOLE_NOW = due;
  await planReports();
  await deliverReports();
  const raw = post.letters.at(-1)?.raw ?? "";
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
  const token = linkIn(raw);
  expect(await subscriptionOf(token)).toMatchObject({ email: "mia@example.com", hasUnsubscribed: false });
  expect(await subscriptionOf(`${token}x`)).toBeNull();
  await unsubscribe(`${token}x`);
  expect((await reportSchedules(access))[0]?.recipients).toEqual([{ email: "mia@example.com", hasUnsubscribed: false }]);
  await unsubscribe(token);
  await unsubscribe(token);
  expect((await reportSchedules(access))[0]?.recipients).toEqual([{ email: "mia@example.com", hasUnsubscribed: true }]);
  process.env.OBOLE_NOW = "2026-07-20T09:00:00Z";
  expect(await planReports()).toBe(0);
  const { rows } = await pool().query("select coalesce(after::text, '') as said from audit_entry where workspace_id = $1", [access.workspaceId]);
  expect(rows.map(({ said }) => said).join()).not.toContain("mia@");
  expect((await auditOf(access)).map(({ action }) => action).filter((action) => action.startsWith("report_"))).toEqual([
    ...["report_schedule.created", "report_recipient.unsubscribed"],
  ]);
});

test("a schedule is changed: what waits leaves as it says, nobody gets a month twice, who wants no more stays so", async () => {
  const access = await withUsage();
  const id = await createSchedule(access, asked({ formats: "csv", recipients: "mia@example.com leo@example.com eve@example.com" }));
  process.env.OBOLE_NOW = due;
  await planReports();
  while ((await deliverReports()) > 0);
  await unsubscribe(linkIn(post.letters.findLast(({ to }) => to.includes("mia@example.com"))?.raw ?? ""));

  // Later in the month than it was sent: Leo and Eve are not told of May again. Leo leaves, Mia is written in again, Kim is new.
  const change = { when: "day-20", hour: "7", formats: ["json"], locale: "fr", recipients: "eve@example.com, mia@example.com, kim@example.com" };
  const { schedule } = changedScheduleSchema.parse({ id, ...change });
  await changeSchedule(access, id, schedule);
  expect(await reportSchedules(access)).toMatchObject([
    {
      ...{ id, isWorkingDay: false, day: 20, hour: 7, formats: ["json"], locale: "fr" },
      recipients: [
        { email: "eve@example.com", hasUnsubscribed: false },
        { email: "kim@example.com", hasUnsubscribed: false },
        { email: "mia@example.com", hasUnsubscribed: true },
      ],
    },
  ]);
  // The report due last by the 20th at 7 is April's, due in May: before the schedule was made.
  expect(await planReports()).toBe(0);
  process.env.OBOLE_NOW = "2026-06-20T07:00:00Z";
  expect(await planReports()).toBe(1);
  await deliverReports();
  expect(post.letters.at(-1)?.to).toEqual(["kim@example.com"]);
  expect(post.letters.at(-1)?.raw).toContain("obole-2026-05.json");
  // Earlier in the month, after its day has passed: who is new gets what was due.
  await changeSchedule(access, id, { ...schedule, day: 2, recipients: ["eve@example.com", "kim@example.com", "zoe@example.com"] });
  expect(await planReports()).toBe(0); // due on the 2nd, the day before the schedule was made
  await changeSchedule(access, id, { ...schedule, day: 4, recipients: ["eve@example.com", "kim@example.com", "zoe@example.com"] });
  expect(await planReports()).toBe(1);
  expect(await outcomes(access)).toContainEqual(["zoe@example.com", "2026-05", "waiting", 0, null]);

  const { rows } = await pool().query(
    "select before, after from audit_entry where workspace_id = $1 and action = 'report_schedule.changed' order by id limit 1",
    [access.workspaceId],
  );
  expect(rows).toEqual([
    {
      before: { isWorkingDay: true, day: 3, hour: 9, formats: ["csv"], locale: "en" },
      after: { isWorkingDay: false, day: 20, hour: 7, formats: ["json"], locale: "fr", recipientsAdded: 1, recipientsRemoved: 1 },
    },
  ]);
  await expect(changeSchedule(await freshWorkspace(), id, schedule)).rejects.toMatchObject({ code: "not_found" });
});

test("files that are too large are left out and named, the others sent", async () => {
  const access = await withUsage();
  await createSchedule(access, asked({ formats: ["csv", "json"] }));
  await closeMonth(access, "2026-05", "all");
  // As if the month's CSV had thirteen million bytes: the size is what its list says.
  await pool().query("alter table closed_file disable trigger user");
  await pool().query("update closed_file set bytes = 13000000 where workspace_id = $1 and format = 'csv'", [access.workspaceId]);
  await pool().query("alter table closed_file enable trigger user");
  process.env.OBOLE_NOW = due;
  await planReports();
  await deliverReports();
  expect(await reportDeliveries(access)).toMatchObject([{ status: "delivered", leftOut: ["csv"] }]);
  const letter = post.letters.at(-1);
  expect(letter?.text).toContain(`CSV is left out: it has ${bytes(13_000_000, "en")}, and a letter carries ${bytes(largestLetter, "en")} of files.`);
  expect(letter?.raw).toContain("obole-2026-05-no1.json");
  expect(letter?.raw).not.toContain("no1.csv");
});

test("one tries it out oneself; another workspace's is not there", async () => {
  const access = await withUsage();
  const id = await createSchedule(access, asked({ formats: "csv" }));
  await tryOut(access, id, "me@example.com");
  await tryOut(access, id, "me@example.com");
  expect(await outcomes(access)).toEqual([
    ["me@example.com", "2026-05", "delivered", 1, null],
    ["me@example.com", "2026-05", "delivered", 1, null],
  ]);
  expect(post.letters.at(-1)?.raw).not.toMatch(/List-Unsubscribe/);
  const stranger = await freshWorkspace();
  await expect(tryOut(stranger, id, "me@example.com")).rejects.toMatchObject({ code: "not_found" });
  await expect(deleteSchedule(stranger, id)).rejects.toMatchObject({ code: "not_found" });
  await deleteSchedule(access, id);
  expect(await reportSchedules(access)).toEqual([]);
});

test.each([
  { when: "working-16" },
  { when: "day-29" },
  { when: "day-0" },
  { hour: "24" },
  { recipients: " , " },
  { recipients: "mia" },
  { formats: [] },
])("%j is refused", (given) =>
  expect(newScheduleSchema.safeParse({ ...{ when: "day-1", hour: "9", formats: "csv", locale: "en", recipients: "a@b.co" }, ...given }).success).toBe(
    false,
  ),
);
