// @ts-check
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { Failure } from "./failure.mjs";

/** Writes a stream to a file that is there whole or not at all; what stood there before stays until then. Throws Failure. @param {import("node:stream").Readable} content @param {string} file */
export async function saveTo(content, file) {
  const partial = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
  const notWritten = (/** @type {NodeJS.ErrnoException} */ { code }) => new Failure("not_written", { file, why: code ?? "" });
  const target = await open(partial, "wx").catch((error) => {
    content.destroy();
    throw notWritten(error);
  });
  try {
    await pipeline(content, target.createWriteStream({ flush: true }));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw /^E(NOSPC|ACCES|PERM|IO|FBIG|DQUOT|ISDIR|ROFS)$/.test(String(/** @type {any} */ (error).code))
      ? notWritten(/** @type {NodeJS.ErrnoException} */ (error))
      : error;
  }
}
