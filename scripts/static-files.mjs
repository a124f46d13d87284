// What the build made for browsers, kept packed with brotli beside itself: a good deal smaller than what is packed while it is asked for.
import { createReadStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const types = /** @type {Record<string, string>} */ ({ ".js": "application/javascript; charset=UTF-8", ".css": "text/css; charset=UTF-8" });
const packed = ".br";
const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

/** Packs every script and style of a folder, once. @param {string} folder */
export function packFiles(folder) {
  for (const file of filesOf(folder)) {
    if (path.extname(file) in types && !existsSync(file + packed)) writeFileSync(file + packed, brotliCompressSync(readFileSync(file), best));
  }
}

/**
 * Answers requests for what is packed, of whoever can unpack it; only files that are there when it is made can be asked for.
 * @param {string} folder @param {{ prefix: string, headers: { key: string, value: string }[] }} options `prefix`: of their addresses; `headers`: of every answer
 * @returns {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => boolean} whether it answered
 */
export function servePacked(folder, { prefix, headers }) {
  const known = new Map(
    filesOf(folder)
      .filter((file) => file.endsWith(packed))
      .map((file) => [prefix + path.relative(folder, file).slice(0, -packed.length).split(path.sep).join("/"), { file, bytes: statSync(file).size }]),
  );
  return (request, response) => {
    const found = known.get((request.url ?? "").split("?")[0] ?? "");
    const isAsked = request.method === "GET" || request.method === "HEAD";
    if (!found || !isAsked || !/\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(request.headers["accept-encoding"] ?? ""))) return false;
    for (const { key, value } of headers) response.setHeader(key, value);
    response.writeHead(200, {
      "content-type": types[path.extname(found.file.slice(0, -packed.length))] ?? "",
      "content-encoding": "br",
      "content-length": found.bytes,
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
    });
    if (request.method === "HEAD") response.end();
    else
      createReadStream(found.file)
        .on("error", () => response.destroy())
        .pipe(response);
    return true;
  };
}

/** @param {string} folder @returns {string[]} */
function filesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}
