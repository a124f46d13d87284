import "server-only";
import type { Access } from "@/lib/access";
import { csvLine, csvResponse } from "@/lib/csv";
import { importById, rejections } from "./queries";

/** The refused rows of an import, of one reason or all, as a download: line, code, reason, then the cells as they came. Throws `not_found`. */
export async function rejectedCsv(access: Access, id: number, code?: string): Promise<Response> {
  const { filename, columns } = await importById(access, id);
  async function* lines(): AsyncGenerator<string> {
    yield csvLine(["line", "code", "reason", ...columns].map((text) => ({ text })));
    for await (const rows of rejections(access, id, code)) {
      yield rows
        .map(({ line, code, cells }) =>
          csvLine([{ number: line }, { text: code }, { text: code.replaceAll("_", " ") }, ...cells.map((text) => ({ text }))]),
        )
        .join("");
    }
  }
  return csvResponse(lines(), `rejected-${code ? `${code}-` : ""}${filename.replace(/\.(csv|gz)$/gi, "")}.csv`);
}
