import "server-only";
import type { Access } from "@/lib/access";
import type { Pico } from "@/lib/money";
import { isoInstant, type Zone } from "@/lib/period";
import { aggregateBand, bandOf, promptEdges } from "@/lib/pricing/edges";
import { costOf, resolve } from "@/lib/pricing/price";
import { pricesKnown } from "@/lib/spend/queries";
import { promptOf, type RejectionCode, type UsageRow } from "@/lib/usage/row";
import { textOf } from "./decode";
import { FileFailure } from "./failure";
import { type Reading, readTable } from "./reading";

const shownRows = 8;

/** One of the first rows as it will be stored and priced, or why it will be refused. */
export type PreviewRow = { line: number } & ({ row: UsageRow; at: string; cost: Pico | null } | { refused: RejectionCode; cells: string[] });

/** What a file looks like before it is uploaded. */
export type Preview =
  | { format: string; columns: string[]; unknown: string[]; rows: PreviewRow[]; failure: null }
  | { failure: { code: string; detail: string } };

/** Reads the beginning of a file: what it was recognised as, its columns, its first rows with their cost. Writes nothing. */
export async function previewImport(access: Access, head: Uint8Array, { timezone }: { timezone: Zone }): Promise<Preview> {
  const readings: Reading[] = [];
  let format = "";
  let columns: string[] = [];
  let unknown: string[] = [];
  try {
    for await (const batch of readTable(lenient(textOf(once(head)).text), timezone)) {
      format = batch.recognised.format.id;
      columns = batch.recognised.header;
      unknown = batch.recognised.unknown;
      readings.push(...batch.readings.slice(0, shownRows - readings.length));
      if (readings.length >= shownRows) break;
    }
  } catch (error) {
    const isCut = error instanceof FileFailure && error.code === "unclosed_quote" && columns.length > 0;
    if (!(error instanceof FileFailure)) throw error;
    if (!isCut) return { failure: { code: error.code, detail: error.message } };
  }
  const { book, rules } = await pricesKnown(access);
  const edges = promptEdges(book, rules);
  const rows = readings.map(({ line, cells, result }): PreviewRow => {
    if (typeof result === "string") return { line, refused: result, cells };
    const band = result.isSingle ? bandOf(promptOf(result.tokens), edges) : aggregateBand;
    const { price } = resolve(book, rules, { provider: result.provider, name: result.model, tier: result.tier, band }, result.startsAt);
    return { line, row: result, at: isoInstant(result.startsAt), cost: price && costOf(result.tokens, result.requests, price.prices) };
  });
  return { format, columns, unknown, rows, failure: null };
}

async function* once(head: Uint8Array): AsyncGenerator<Uint8Array> {
  yield head;
}

/** The beginning of a packed file ends in mid-stream; what could be read of it is enough. */
async function* lenient(text: AsyncGenerator<string>): AsyncGenerator<string> {
  let hasText = false;
  try {
    for await (const piece of text) {
      hasText = true;
      yield piece;
    }
  } catch (error) {
    if (!hasText || !(error instanceof FileFailure) || error.code !== "damaged_gzip") throw error;
  }
}
