import { readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { mintAccess } from "@/lib/access-mint";
import { env } from "@/lib/env";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { canonicalHeader, pieces } from "@/lib/testing/files";
import { imports } from "./queries";
import { importQuerySchema } from "./schema";
import { discard, keeping, spool, sweepSpool, takeKept } from "./spool";
import { answerUpload } from "./upload";

// Of all uploads together; one workspace has half.
process.env.OBOLE_SPOOL_MEGABYTES = "8";
freshDatabase();

const folder = () => path.join(env.dataDir, "spool");
const waiting = () => readdir(folder());

afterEach(async () => expect(await waiting()).toEqual([]));

const body = (megabytes: number) => pieces(Buffer.alloc(megabytes * 1_000_000, "x"), 1 << 16);

describe("uploads that wait", () => {
  test("find room or are told to come again, however large they said they were; their room is free again afterwards", async () => {
    const [access, other] = [await freshWorkspace(), await freshWorkspace()];
    await expect(spool(access, body(1), 5_000_000)).rejects.toMatchObject({ code: "body_too_large" });
    const first = await spool(access, body(3), 3_000_000);
    expect(first.bytes).toBe(3_000_000);
    await expect(spool(access, body(2), 2_000_000)).rejects.toMatchObject({ code: "spool_full", options: { retryAfterSeconds: 60 } });
    // One workspace's uploads do not stand in the way of another's.
    const second = await spool(other, body(3), 3_000_000);
    await discard(first);
    const third = await spool(access, body(2), 2_000_000);
    await Promise.all([discard(second), discard(third)]);
  });

  test("of a length that was not told are looked at while they grow, and nothing of them stays", async () => {
    const access = await freshWorkspace();
    await expect(spool(access, body(20), null)).rejects.toMatchObject({ code: "body_too_large" });
    await expect(spool(access, body(20), 10)).rejects.toMatchObject({ code: "body_too_large" });
  });

  test("and whose process was killed are removed a day later", async () => {
    const access = await freshWorkspace();
    const { file } = await spool(access, body(1), null);
    await sweepSpool();
    expect(await stat(file)).toMatchObject({ size: 1_000_000 });
    await utimes(file, new Date(), new Date(Date.now() - 25 * 3_600_000));
    await sweepSpool();
  });
});

async function keep(access: Parameters<typeof keeping>[0], megabytes: number): Promise<string | null> {
  const { body: through, kept } = keeping(access, body(megabytes));
  let read = 0;
  for await (const piece of through) read += piece.byteLength;
  expect(read).toBe(megabytes * 1_000_000);
  return await kept();
}

describe("a checked upload", () => {
  test("is added once, by who checked it, within an hour", async () => {
    const access = await freshWorkspace();
    const somebodyElse = mintAccess({ ...access, actor: "user:2" });
    const id = (await keep(access, 1)) ?? "";
    expect(await takeKept(somebodyElse, id)).toBeNull();
    expect(await takeKept(await freshWorkspace(), id)).toBeNull();
    expect(await takeKept(access, "../../etc/passwd")).toBeNull();
    const kept = await takeKept(access, id);
    expect(kept?.bytes).toBe(1_000_000);
    expect(await takeKept(access, id)).toBeNull();
    if (kept) await discard(kept);

    const late = (await keep(access, 1)) ?? "";
    for (const name of await waiting()) await utimes(path.join(folder(), name), new Date(), new Date(Date.now() - 3_700_000));
    expect(await takeKept(access, late)).toBeNull();
    await sweepSpool();
  });

  test("is read all the same where there is no room to keep it, and gives way to what has to wait", async () => {
    const access = await freshWorkspace();
    expect(await keep(access, 20)).toBeNull();
    expect(await waiting()).toEqual([]);
    const id = (await keep(access, 3)) ?? "";
    const waits = await spool(access, body(3), 3_000_000);
    expect(await takeKept(access, id)).toBeNull();
    await discard(waits);
  });
});

const csv = `${canonicalHeader}\n2026-06-01T10:00:00Z,openai,gpt-4o,10,20,0,1,,search,,,r1\n`;
const post = (content: string | null, prefer?: string) =>
  new Request("http://localhost/api/v1/imports", { method: "POST", body: content, headers: { ...(prefer && { prefer }) } });
const asked = (query: Record<string, string>) => importQuerySchema.parse({ filename: "usage.csv", ...query });

describe("over HTTP", () => {
  test("what was checked is added without being sent again", async () => {
    const access = await freshWorkspace();
    const check = await (await answerUpload(access, post(csv), asked({ dry_run: "1", keep: "1" }), "1")).json();
    expect(check).toMatchObject({ id: null, accepted: 1 });
    const added = await answerUpload(access, post(null), asked({ upload: check.upload }), "2");
    expect(added.status).toBe(201);
    expect(await added.json()).toMatchObject({ accepted: 1, sha256: check.sha256, bytes: check.bytes, filename: "usage.csv" });
    await expect(answerUpload(access, post(null), asked({ upload: check.upload }), "3")).rejects.toMatchObject({ code: "upload_gone", status: 410 });
  });

  test("also in the background; what was checked without being kept, or was no usage, is not there", async () => {
    const access = await freshWorkspace();
    const check = await (await answerUpload(access, post(csv), asked({ dry_run: "1", keep: "1" }), "1")).json();
    expect((await answerUpload(access, post(null, "respond-async"), asked({ upload: check.upload }), "2")).status).toBe(202);
    await expect.poll(async () => (await imports(access)).items[0]?.status, { timeout: 30_000 }).toBe("done");
    await expect.poll(waiting).toEqual([]);
    expect(await (await answerUpload(access, post(csv), asked({ dry_run: "1" }), "3")).json()).toMatchObject({ upload: null });
    expect((await answerUpload(access, post("a,b\n1,2\n"), asked({ dry_run: "1", keep: "1" }), "4")).status).toBe(422);
  });

  test("a disk that fails keeps nothing and checks all the same", async () => {
    const access = await freshWorkspace();
    await rename(folder(), `${folder()}-away`);
    await writeFile(folder(), "a file where a folder should be");
    try {
      const check = await answerUpload(access, post(csv), asked({ dry_run: "1", keep: "1" }), "1");
      expect(await check.json()).toMatchObject({ accepted: 1, upload: null });
    } finally {
      await rm(folder());
      await rename(`${folder()}-away`, folder());
    }
  });
});
