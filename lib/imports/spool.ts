import "server-only";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import path from "node:path";
import { finished } from "node:stream/promises";
import type { Access } from "@/lib/access";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";

/** An upload on disk. */
type Spooled = { file: string; bytes: number };

/** How long one that was checked waits to be added, and one whose import may still be under way. */
const keptMs = 3_600_000;
const abandonedMs = 24 * 3_600_000;
/** Between two looks at the disk while an upload is written. */
const lookBytes = 1 << 20;
const retryAfterSeconds = 60;

/**
 * Uploads that wait on disk, in the data folder, named after their workspace; those that were checked also after who sent them: nobody else can add them.
 * All together they may take `OBOLE_SPOOL_MEGABYTES`, and never more than half of what the disk has left; one workspace half of that.
 */
function folder(): string {
  return path.join(env.dataDir, "spool");
}

const keptPrefix = "kept-";
const sender = ({ workspaceId, actor }: Access) => `${workspaceId}-${createHash("sha256").update(actor).digest("hex").slice(0, 16)}`;
const keptName = (access: Access, id: string) => `${keptPrefix}${sender(access)}-${id}`;
const isOf = (name: string, workspaceId: number) => name.startsWith(`${workspaceId}-`) || name.startsWith(`${keptPrefix}${workspaceId}-`);

/** Writes a body to disk. Throws `body_too_large` where it never fits, `busy` where it does not for now; nothing of it stays then. */
export async function spool(access: Access, body: AsyncIterable<Uint8Array>, announced: number | null): Promise<Spooled> {
  const file = path.join(folder(), `${access.workspaceId}-${crypto.randomUUID()}`);
  const writer = await Writer.open(access, file, announced ?? 0);
  try {
    for await (const piece of body) await writer.write(piece);
    return { file, bytes: await writer.end() };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** Keeps a body while somebody else reads it; `kept` answers by which id it is found again, null where there was no room for it. */
export function keeping(
  access: Access,
  body: AsyncIterable<Uint8Array>,
): { body: AsyncIterable<Uint8Array>; kept: () => Promise<string | null>; drop: () => Promise<void> } {
  const id = crypto.randomUUID();
  let writer: Writer | null = null;
  const give = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch {
      await writer?.discard();
      writer = null;
    }
  };
  async function* through(): AsyncGenerator<Uint8Array> {
    await give(async () => {
      writer = await Writer.open(access, path.join(folder(), keptName(access, id)), 0);
    });
    for await (const piece of body) {
      await give(async () => writer?.write(piece));
      yield piece;
    }
  }
  const kept = async () => {
    await give(async () => writer?.end());
    return writer && id;
  };
  const drop = async () => writer?.discard();
  return { body: through(), kept, drop };
}

/** Takes an upload that was kept when it was checked: once, and by who sent it. Null: it is not here, or no longer. */
export async function takeKept(access: Access, id: string): Promise<Spooled | null> {
  const kept = path.join(folder(), keptName(access, id));
  const file = path.join(folder(), `${access.workspaceId}-${id}`);
  try {
    const { size, mtimeMs } = await stat(kept);
    if (Date.now() - mtimeMs > keptMs) return null;
    await rename(kept, file);
    return { file, bytes: size };
  } catch {
    return null;
  }
}

/** Reads what was spooled. */
export function read({ file }: Spooled): AsyncIterable<Uint8Array> {
  return createReadStream(file, { highWaterMark: 1 << 18 });
}

/** Removes what was spooled. */
export async function discard({ file }: Spooled): Promise<void> {
  await rm(file, { force: true });
}

/** Removes what nobody came for, and what a killed process left. */
export async function sweepSpool(): Promise<void> {
  for (const { name, file, age } of await held()) {
    if (age > (name.startsWith(keptPrefix) ? keptMs : abandonedMs)) await rm(file, { force: true });
  }
}

async function held(): Promise<{ name: string; file: string; bytes: number; age: number }[]> {
  const names = await readdir(folder()).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder(), name);
      const seen = await stat(file).catch(() => null);
      return seen ? [{ name, file, bytes: seen.size, age: Date.now() - seen.mtimeMs }] : [];
    }),
  );
  return found.flat();
}

/** Throws where so many more bytes of a workspace find no room. Checked uploads give way to others, the oldest first. */
async function makeRoom({ workspaceId }: Access, own: string, wanted: number): Promise<void> {
  const all = (await held()).filter(({ file }) => file !== own);
  const { bavail, bsize } = await statfs(folder());
  const sum = (files: typeof all) => files.reduce((bytes, file) => bytes + file.bytes, 0);
  const most = Math.min(env.spoolMegabytes * 1_000_000, (bavail * bsize + sum(all)) / 2);
  const mostOfOne = most / 2;
  if (wanted > mostOfOne)
    throw new Refusal(
      "body_too_large",
      `an upload that waits on disk may have ${Math.floor(mostOfOne)} bytes here; send it without respond-async, or in parts`,
    );
  const kept = all.filter(({ name }) => name.startsWith(keptPrefix)).toSorted((a, b) => b.age - a.age);
  const left = new Set(all);
  const fits = () => {
    const files = [...left];
    return sum(files) + wanted <= most && sum(files.filter(({ name }) => isOf(name, workspaceId))) + wanted <= mostOfOne;
  };
  const isKept = path.basename(own).startsWith(keptPrefix);
  for (const file of isKept ? [] : kept) {
    if (fits()) break;
    await rm(file.file, { force: true });
    left.delete(file);
  }
  if (!fits()) throw new Refusal("spool_full", "too many uploads wait on this server's disk; send this one again later", { retryAfterSeconds });
}

/** Writes one upload, looking for room as it grows. */
class Writer {
  private bytes = 0;
  private looked: number;

  private constructor(
    private readonly access: Access,
    private readonly file: string,
    private readonly stream: WriteStream,
    announced: number,
  ) {
    this.looked = announced;
    stream.on("error", () => {}); // whoever writes next is told
  }

  static async open(access: Access, file: string, announced: number): Promise<Writer> {
    await mkdir(folder(), { recursive: true, mode: 0o700 });
    await makeRoom(access, file, announced);
    return new Writer(access, file, createWriteStream(file, { mode: 0o600 }), announced);
  }

  async write(piece: Uint8Array): Promise<void> {
    this.bytes += piece.byteLength;
    if (this.bytes > this.looked) {
      await makeRoom(this.access, this.file, this.bytes);
      this.looked = this.bytes + lookBytes;
    }
    const { stream } = this;
    if (stream.errored) throw stream.errored;
    if (!stream.write(piece)) await new Promise<void>((resolve) => stream.once("drain", () => resolve()).once("close", () => resolve()));
  }

  /** How many bytes it was. */
  async end(): Promise<number> {
    this.stream.end();
    await finished(this.stream);
    return this.bytes;
  }

  async discard(): Promise<void> {
    this.stream.destroy();
    await rm(this.file, { force: true });
  }
}
