// The data folder: claimed by one process, and the secret kept in it.
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { claim, createWhole } from "./claim.mjs";

/** One process works over a data folder at a time. @param {string} folder @returns {() => void} releases it */
export function claimFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const claimed = claim(path.join(folder, "obole.pid"));
    if ("release" in claimed) return claimed.release;
    throw new Error(`Obole is already running over ${folder} (process ${claimed.holder}). Stop it first, or set OBOLE_DATA_DIR to another folder.`);
  } catch (error) {
    throw diskError(/** @type {NodeJS.ErrnoException} */ (error), folder);
  }
}

/** The secret that signs sessions, made once. @param {string} folder */
export function keptSecret(folder) {
  const file = path.join(folder, "auth-secret");
  try {
    createWhole(file, randomBytes(32).toString("base64"));
    return readFileSync(file, "utf8");
  } catch (error) {
    throw diskError(/** @type {NodeJS.ErrnoException} */ (error), folder);
  }
}

/** @param {NodeJS.ErrnoException} error @param {string} folder */
function diskError(error, folder) {
  if (error.code === "ENOSPC") return new Error(`There is no space left on the disk that holds ${folder}.`);
  if (["EACCES", "EROFS", "EPERM", "ENOENT"].includes(error.code ?? ""))
    return new Error(`${folder} cannot be written. Set OBOLE_DATA_DIR to a folder that can.`);
  if (["EEXIST", "ENOTDIR"].includes(error.code ?? "")) return new Error(`${folder} is not a folder. Set OBOLE_DATA_DIR to one.`);
  return error;
}
