import { expect, test } from "vitest";
import { Refusal } from "@/lib/errors";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, take } from "@/lib/testing/files";
import { undoImport } from "./mutations";
import { importOfFile, imports } from "./queries";
import { inTurn } from "./queue";
import { importQuerySchema } from "./schema";
import { answerUpload } from "./upload";

freshDatabase();

const file = `${canonicalHeader}\n2026-06-01T10:00:00Z,openai,gpt-4o,10,20,0,1,,search,,,r1\n`;
const upload = () => new Request("http://localhost/api/v1/imports", { method: "POST", body: file, headers: { prefer: "respond-async" } });
const query = importQuerySchema.parse({ filename: "usage.csv" });

test("an upload that would wait behind too many others is refused before it is taken, and goes in when the line is shorter", async () => {
  const access = await freshWorkspace();
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const others: Promise<void>[] = [];
  const refusals: unknown[] = [];
  // Fills the line whatever its length is.
  while (!refusals.length) {
    others.push(inTurn(access.actor, () => gate).catch((error) => void refusals.push(error)));
    await Promise.resolve();
  }
  await expect(answerUpload(access, upload(), query, "request-1")).rejects.toMatchObject({ code: "too_many_requests" });
  expect((await imports(access)).items).toEqual([]);
  expect(refusals[0]).toBeInstanceOf(Refusal);

  open();
  await Promise.all(others);
  expect((await answerUpload(access, upload(), query, "request-2")).status).toBe(202);
  await expect.poll(async () => (await imports(access)).items[0]?.status, { timeout: 30_000 }).toBe("done");
});

test("a broken upload gives its place up", async () => {
  const access = await freshWorkspace();
  const broken = () => {
    const body = new ReadableStream({
      start(controller) {
        controller.error(new Error("gone"));
      },
    });
    const init = { method: "POST", body, duplex: "half", headers: { prefer: "respond-async" } };
    return new Request("http://localhost/api/v1/imports", init);
  };
  for (let times = 0; times < 20; times++) await expect(answerUpload(access, broken(), query, "request-3")).rejects.toThrow();
  expect((await answerUpload(access, upload(), query, "request-4")).status).toBe(202);
  await expect.poll(async () => (await imports(access)).items[0]?.status, { timeout: 30_000 }).toBe("done");
});

test("a file is known again by its hash, or by its name and size, until its import is undone", async () => {
  const access = await freshWorkspace();
  const record = await take(access, file, { filename: "june.csv" });
  const marks = [{ sha256: record.sha256 ?? "" }, { filename: "june.csv", bytes: Buffer.byteLength(file) }];
  expect(await Promise.all(marks.map((mark) => importOfFile(access, mark)))).toEqual([record.id, record.id]);
  expect(await importOfFile(access, { filename: "july.csv", bytes: Buffer.byteLength(file) })).toBeNull();
  expect(await importOfFile(await freshWorkspace(), { sha256: record.sha256 ?? "" })).toBeNull();
  await undoImport(access, record.id ?? 0);
  expect(await Promise.all(marks.map((mark) => importOfFile(access, mark)))).toEqual([null, null]);
});

test("why a file is refused, and where it went wrong, is said in the sender's language", async () => {
  const access = await freshWorkspace();
  const answered = async (body: BodyInit, language: string, dryRun = "0") => {
    const request = new Request("http://localhost/api/v1/imports", { method: "POST", body, headers: { "accept-language": language } });
    const answer = await answerUpload(access, request, { ...query, dry_run: dryRun === "1" ? "1" : "0" }, "request-5");
    return { status: answer.status, ...(await answer.json()) };
  };
  const unclosed = `${file}2026-06-01T10:00:00Z,openai,"gpt-4o,10\n`;
  for (const dryRun of ["0", "1"]) {
    const french = await answered(unclosed, "fr-CA,fr;q=0.9,en;q=0.5", dryRun);
    expect(french).toMatchObject({ status: 422, code: "unclosed_quote", place: { kind: "line", value: "3" } });
    expect(french.detail).toBe("Un guillemet s’ouvre et ne se referme jamais. Ligne 3.");
    expect((await answered(unclosed, "*", dryRun)).detail).toContain("The quote opened in line 3 never closes.");
  }
  expect((await answered("who,what\n1,2\n", "fr")).detail).toMatch(/Le fichier a\u00a0: who, what\.$/);
  expect((await answered(`${file}a\0`, "fr")).detail).toMatch(/L’octet \d+ est nul\.$/);
  expect((await imports(access)).items[0]?.error).toMatchObject({ code: "binary_file", place: { kind: "byte" } });
});
