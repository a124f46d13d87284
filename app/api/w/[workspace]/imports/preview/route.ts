import { createHash } from "node:crypto";
import { z } from "zod";
import type { Access } from "@/lib/access";
import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { tokensJson } from "@/lib/api/wire";
import { Refusal } from "@/lib/errors";
import { importTemplates } from "@/lib/import-templates/queries";
import { guessMapping, type TableHead } from "@/lib/imports/guess";
import { mappingTextSchema } from "@/lib/imports/mapping";
import { type PreviewRow, previewImport } from "@/lib/imports/preview";
import { importOfFile } from "@/lib/imports/queries";
import { isZone } from "@/lib/period";
import { explanationJson } from "@/lib/spend/explanation-json";

const querySchema = z.strictObject({
  timezone: z.string().refine(isZone).default("UTC"),
  cut: z.enum(["0", "1"]).default("0"),
  mapping: mappingTextSchema.optional(),
  filename: z.string().max(255).optional(),
  size: z.coerce.number().int().nonnegative().optional(),
});
const mostSamples = 3;
const largestHead = 2 << 20;

/** What the beginning of a file would become. */
export const POST = sessionRoute("imports:write", async ({ access, request, url }) => {
  const { timezone, cut, mapping = null, filename = "", size = 0 } = parseQuery(url, querySchema);
  if (Number(request.headers.get("content-length")) > largestHead) throw new Refusal("body_too_large", "send the first mebibyte only");
  const head = new Uint8Array(await request.arrayBuffer());
  const isCut = cut === "1";
  const [preview, sameAs] = await Promise.all([
    previewImport(access, head, { timezone, isCut, mapping }),
    importOfFile(access, isCut ? { filename, bytes: size } : { sha256: createHash("sha256").update(head).digest("hex") }),
  ]);
  const known = { table: preview.table && (await tableJson(access, preview.table)), same_as: sameAs === null ? null : String(sameAs) };
  if (preview.failure) return Response.json({ failure: preview.failure, ...known });
  const { format, header: columns, unknown } = preview;
  return Response.json({ format, columns, unknown, rows: preview.rows.map(rowJson), failure: null, ...known });
});

/** The columns with what stands below each, how they might be read, and how tables with this header were read before. */
async function tableJson(access: Access, table: TableHead): Promise<Record<string, unknown>> {
  const templates = await importTemplates(access, table.header);
  return {
    header: table.header,
    samples: table.header.map((_, place) =>
      [...new Set(table.rows.map((row) => row[place]?.trim().slice(0, 80) ?? "").filter((cell) => cell !== ""))].slice(0, mostSamples),
    ),
    guess: guessMapping(table),
    templates: templates.map(({ id, name, mapping }) => ({ id, name, mapping })),
  };
}

function rowJson(row: PreviewRow): Record<string, unknown> {
  if ("refused" in row || "ignored" in row) return row;
  const { line, at } = row;
  if ("charge" in row) {
    const { model, item, team, amount } = row.charge;
    return { line, at, model: model || item, team, charge: amount };
  }
  const { model, team, tokens } = row.row;
  return { line, at, model, team, tokens: tokensJson(tokens), explanation: explanationJson(row.explanation) };
}
