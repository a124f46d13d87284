import "server-only";
import path from "node:path";
import type { Access } from "@/lib/access";
import { env } from "@/lib/env";
import { isoInstant, type Zone } from "@/lib/period";
import { aggregateBand, bandOf, promptEdges } from "@/lib/pricing/edges";
import { type Explanation, explanationOf, pricedUsage } from "@/lib/spend/explanation";
import { pricesKnown } from "@/lib/spend/queries";
import type { Charge } from "@/lib/usage/charge";
import { promptOf, type RejectionCode, type UsageRow } from "@/lib/usage/row";
import { openFile, receiving } from "./container";
import { type FailurePlace, FileFailure, type FileFailureCode } from "./failure";
import type { TableHead } from "./guess";
import type { Mapping } from "./mapping";
import type { IgnoreReason, Reading } from "./outcome";
import { type Layout, readContent, tableHead } from "./reading";

const shownRows = 8;
const sampleRows = 50;

/** One of the first rows as it will be stored and priced, or why it will be refused or ignored. */
export type PreviewRow = { line: number } & (
  | { row: UsageRow; at: string; explanation: Explanation }
  | { charge: Charge; at: string }
  | { refused: RejectionCode }
  | { ignored: IgnoreReason }
);

/** What a file looks like before it is uploaded. `table`: its beginning as it stands, where its columns can be mapped by hand. */
export type Preview = { table: TableHead | null } & (
  | (Layout & { rows: PreviewRow[]; failure: null })
  | { failure: { code: string; detail: string; place: FailurePlace | null } }
);

/** What a file's beginning looks like when it has been cut. */
const cutFailures: readonly FileFailureCode[] = ["unclosed_quote", "damaged_gzip", "damaged_json"];

/**
 * Reads the beginning of a file: what it was recognised as, its columns, its first rows with their cost. Writes nothing. `isCut`: the file goes on, so that an
 * archive whose directory stands at its end shows nothing yet.
 */
export async function previewImport(
  access: Access,
  head: Uint8Array,
  { timezone, isCut, mapping = null }: { timezone: Zone; isCut: boolean; mapping?: Mapping | null },
): Promise<Preview> {
  const table = await tableOf(head);
  const readings: Reading[] = [];
  let layout: Layout | null = null;
  try {
    const { pieces, received } = receiving(once(head));
    const { content, close } = await openFile(pieces, received, path.join(env.dataDir, "spool"));
    try {
      for await (const batch of readContent(content, { zone: mapping?.timezone ?? timezone, mapping })) {
        layout = batch.layout;
        readings.push(...batch.readings.slice(0, shownRows - readings.length));
        if (readings.length >= shownRows) break;
      }
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof FileFailure)) throw error;
    const isOfCut = isCut && (error.code === "damaged_zip" || (layout !== null && cutFailures.includes(error.code)));
    if (!isOfCut) return { table, failure: { code: error.code, detail: error.message, place: error.place } };
  }
  return { table, ...(layout ?? { format: "zip", header: [], unknown: [] }), rows: await rowsOf(access, readings), failure: null };
}

/** The columns of a table and what stands below them; null where there is none that could be read. */
async function tableOf(head: Uint8Array): Promise<TableHead | null> {
  try {
    const { pieces, received } = receiving(once(head));
    const { content, close } = await openFile(pieces, received, path.join(env.dataDir, "spool"));
    try {
      return await tableHead(content, sampleRows);
    } finally {
      await close();
    }
  } catch (error) {
    if (error instanceof FileFailure) return null;
    throw error;
  }
}

async function rowsOf(access: Access, readings: readonly Reading[]): Promise<PreviewRow[]> {
  const prices = await pricesKnown(access);
  const edges = promptEdges(prices.book, prices.rules);
  return readings.flatMap(({ line, outcome }): PreviewRow[] => {
    if (typeof outcome === "string") return [{ line, refused: outcome }];
    if (outcome.kind === "duplicate") return [];
    if (outcome.kind === "ignored") return [{ line, ignored: outcome.reason }];
    const at = isoInstant(outcome.startsAt);
    if (outcome.kind === "charge") return [{ line, charge: outcome, at }];
    const band = outcome.isSingle ? bandOf(promptOf(outcome.tokens), edges) : aggregateBand;
    const usage = pricedUsage(prices, { provider: outcome.provider, name: outcome.model, tier: outcome.tier, band }, outcome.startsAt, outcome);
    return [{ line, row: outcome, at, explanation: explanationOf([usage]) }];
  });
}

async function* once(head: Uint8Array): AsyncGenerator<Uint8Array> {
  yield head;
}
