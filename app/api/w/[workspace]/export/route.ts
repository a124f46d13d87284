import { Readable } from "node:stream";
import { sessionRoute } from "@/lib/api/route";
import { exportWorkspace } from "@/lib/workspaces/export";

/** All that the workspace holds, as a zip. */
export const GET = sessionRoute("workspace:export", async ({ access, params }) => {
  const name = `${params.workspace?.replace(/[^\w-]/g, "_")}.zip`;
  const headers = { "content-type": "application/zip", "content-disposition": `attachment; filename="${name}"` };
  return new Response(Readable.toWeb(await exportWorkspace(access)) as ReadableStream, { headers });
});
