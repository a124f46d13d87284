import { z } from "zod";
import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { moneyJson, tokensJson } from "@/lib/api/wire";
import { Refusal } from "@/lib/errors";
import { type PreviewRow, previewImport } from "@/lib/imports/preview";
import { isZone } from "@/lib/period";

const querySchema = z.strictObject({ timezone: z.string().refine(isZone).default("UTC"), cut: z.enum(["0", "1"]).default("0") });
const largestHead = 2 << 20;

/** What the beginning of a file would become. */
export const POST = sessionRoute("imports:write", async ({ access, request, url }) => {
  const { timezone, cut } = parseQuery(url, querySchema);
  if (Number(request.headers.get("content-length")) > largestHead) throw new Refusal("body_too_large", "send the first mebibyte only");
  const preview = await previewImport(access, new Uint8Array(await request.arrayBuffer()), { timezone, isCut: cut === "1" });
  if (preview.failure) return Response.json({ failure: preview.failure });
  const { format, header: columns, unknown } = preview;
  return Response.json({ format, columns, unknown, rows: preview.rows.map(rowJson), failure: null });
});

function rowJson(row: PreviewRow): Record<string, unknown> {
  if ("refused" in row || "ignored" in row) return row;
  const { line, at } = row;
  if ("charge" in row) {
    const { model, item, team, amount } = row.charge;
    return { line, at, model: model || item, team, charge: amount };
  }
  const { model, team, tokens } = row.row;
  return { line, at, model, team, tokens: tokensJson(tokens), cost: moneyJson(row.cost) };
}
