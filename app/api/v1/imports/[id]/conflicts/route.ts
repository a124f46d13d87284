import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { conflictJson } from "@/lib/imports/conflict";
import { resolveConflicts } from "@/lib/imports/conflict-resolution";
import { conflicts } from "@/lib/imports/conflicts";
import { importIdOf } from "@/lib/imports/path";
import { importById } from "@/lib/imports/queries";
import { importJson } from "@/lib/imports/record";
import { conflictsQuerySchema, resolutionSchema } from "@/lib/imports/schema";

/** Known rows that came with other numbers, in the order of the file. */
export const GET = apiRoute("imports:see", async ({ access, url, params }) => {
  const { cursor, limit } = parseQuery(url, conflictsQuerySchema);
  const { items, nextCursor } = await conflicts(access, importIdOf(params), { ...(cursor && { cursor }), ...(limit && { limit }) });
  return Response.json({ items: items.map(conflictJson), next_cursor: nextCursor });
});

/** Replaces what was there, or keeps it. */
export const POST = apiRoute("imports:write", async ({ access, request, params }) => {
  const { id } = await importById(access, importIdOf(params)); // what is not there is not told apart by its input
  const { settled, record } = await resolveConflicts(access, id ?? 0, await parseJson(request, resolutionSchema));
  return Response.json({ settled, import: importJson(record) });
});
