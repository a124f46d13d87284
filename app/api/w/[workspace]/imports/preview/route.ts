import { z } from "zod";
import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { moneyJson, tokensJson } from "@/lib/api/wire";
import { Refusal } from "@/lib/errors";
import { previewImport } from "@/lib/imports/preview";
import { isZone } from "@/lib/period";

const querySchema = z.strictObject({ timezone: z.string().refine(isZone).default("UTC") });
const largestHead = 2 << 20;

/** What the beginning of a file would become. */
export const POST = sessionRoute("imports:write", async ({ access, request, url }) => {
  const { timezone } = parseQuery(url, querySchema);
  if (Number(request.headers.get("content-length")) > largestHead) throw new Refusal("body_too_large", "send the first mebibyte only");
  const preview = await previewImport(access, new Uint8Array(await request.arrayBuffer()), { timezone });
  if (preview.failure) return Response.json({ failure: preview.failure });
  const rows = preview.rows.map((each) =>
    "refused" in each
      ? { line: each.line, refused: each.refused, cells: each.cells }
      : {
          line: each.line,
          at: each.at,
          provider: each.row.provider,
          model: each.row.model,
          team: each.row.team,
          user: each.row.user,
          tokens: tokensJson(each.row.tokens),
          cost: moneyJson(each.cost),
        },
  );
  return Response.json({ format: preview.format, columns: preview.columns, unknown: preview.unknown, rows, failure: null });
});
