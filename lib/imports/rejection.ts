import "server-only";
import type pg from "pg";
import type { RejectionCode } from "@/lib/usage/row";

type Rejection = { line: number; place: number; code: RejectionCode; cells: readonly string[] };

const mostWaiting = 5_000;
/** Characters that may wait, and that are kept of one cell. */
const mostText = 8 << 20;
const longestCell = 100_000;

/** The refused records that wait to be written, bounded in number and size. */
export class Rejections {
  private waiting: Rejection[] = [];
  private text = 0;

  get isFull(): boolean {
    return this.waiting.length >= mostWaiting || this.text >= mostText;
  }

  add({ cells, ...rejection }: Rejection): void {
    // A cell is never cut within a character.
    const kept = cells.map((cell) => (cell.length > longestCell ? cell.slice(0, longestCell).replace(/[\ud800-\udbff]$/, "") : cell));
    this.text += kept.reduce((sum, cell) => sum + cell.length, 0);
    this.waiting.push({ ...rejection, cells: kept });
  }

  /** Hands them over. */
  take(): readonly Rejection[] {
    const { waiting } = this;
    this.waiting = [];
    this.text = 0;
    return waiting;
  }
}

/** Writes refused records with an import. */
export async function keepRejections(client: pg.ClientBase, workspaceId: number, importId: number, rejections: readonly Rejection[]): Promise<void> {
  await client.query(
    `insert into import_rejection (workspace_id, import_id, line, place, code, cells)
     select $1, $2, r.line, r.place, r.code, array(select jsonb_array_elements_text(r.cells::jsonb))
     from unnest($3::int8[], $4::int8[], $5::text[], $6::text[]) r (line, place, code, cells)`,
    [
      ...[workspaceId, importId, rejections.map((r) => r.line), rejections.map((r) => r.place)],
      ...[rejections.map((r) => r.code), rejections.map((r) => JSON.stringify(r.cells))],
    ],
  );
}
