import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { undoImport } from "@/lib/imports/mutations";
import { receiveImport } from "@/lib/imports/receive";
import { sampleCsv } from "./story";

/** Fills a workspace with the sample company's usage, as an import like any other. Throws `conflict` when it is there already. */
export async function loadSample(access: Access): Promise<void> {
  if ((await sampleImports(access)).length) throw new Refusal("conflict", "the sample data is here already");
  await receiveImport(access, bytes(), { filename: "calder-freight.csv", source: "sample", kind: "sample" });
}

/** Takes the sample data out again, and nothing else. */
export async function removeSample(access: Access): Promise<void> {
  for (const id of await sampleImports(access)) await undoImport(access, id);
}

/** The sample's imports that count. */
export async function sampleImports({ workspaceId }: Access): Promise<number[]> {
  const { rows } = await pool().query<{ id: number }>("select id from import where workspace_id = $1 and kind = 'sample' and status = 'done'", [
    workspaceId,
  ]);
  return rows.map((row) => row.id);
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  for (const piece of sampleCsv()) yield Buffer.from(piece);
}
