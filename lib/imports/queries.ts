import "server-only";
import type { Access } from "@/lib/access";
import { pool } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { type ChargeGroup, type ImportFilter, type ImportRecord, noTotals, type RejectedRow } from "./record";

/** How a page of imports goes on; newest first. */
export type ImportPage = { items: ImportRecord[]; nextCursor: string | null };

/** What undoing an import takes out, and which later imports skipped rows because this one held them. */
export type UndoEffect = { rows: number; skippedBy: { id: number; filename: string; rows: number }[] };

const pageSize = 50;

/** The imports of a workspace, newest first. */
export async function imports(
  access: Access,
  { cursor, limit = pageSize, ...filter }: ImportFilter & { cursor?: number | undefined; limit?: number | undefined } = {},
): Promise<ImportPage> {
  const { status = null, source = null, format = null, name = null } = filter;
  const { rows } = await pool().query(
    `select * from import where workspace_id = $1 and ($2::int is null or id < $2) and ($4::text is null or status::text = $4)
       and ($5::text is null or source = $5) and ($6::text is null or format = $6) and ($7::text is null or strpos(lower(filename), lower($7)) > 0)
     order by id desc limit $3`,
    [access.workspaceId, cursor ?? null, limit + 1, status, source, format, name],
  );
  const items = rows.slice(0, limit).map(toRecord);
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.id) : null };
}

/** The sources and formats that imports have, for a choice. */
export async function importChoices(access: Access): Promise<{ sources: string[]; formats: string[] }> {
  const { rows } = await pool().query<{ sources: string[] | null; formats: string[] | null }>(
    `select array_agg(distinct source) filter (where source is not null) as sources, array_agg(distinct format) filter (where format is not null) as formats
     from import where workspace_id = $1`,
    [access.workspaceId],
  );
  return { sources: rows[0]?.sources ?? [], formats: rows[0]?.formats ?? [] };
}

/** One import. Throws `not_found`, for another workspace's too. */
export async function importById(access: Access, id: number): Promise<ImportRecord> {
  const { rows } = await pool().query("select * from import where workspace_id = $1 and id = $2", [access.workspaceId, id]);
  if (!rows[0]) throw new Refusal("not_found", `there is no import ${id}`);
  return toRecord(rows[0]);
}

/** What tells a file: its hash, or, before it is here as a whole, its name and size in bytes. */
export type FileMark = { sha256: string } | { filename: string; bytes: number };

/** The first import in force of such a file, besides `but`; null: there is none. */
export async function importOfFile({ workspaceId }: Access, mark: FileMark, but = 0): Promise<number | null> {
  const [which, values] = "sha256" in mark ? ["sha256 = $3", [mark.sha256]] : ["filename = $3 and bytes = $4", [mark.filename, mark.bytes]];
  const { rows } = await pool().query<{ id: number }>(
    `select id from import where workspace_id = $1 and id <> $2 and status = 'done' and ${which} order by id limit 1`,
    [workspaceId, but, ...values],
  );
  return rows[0]?.id ?? null;
}

/** Refused rows of an import in file order, after a place in it; of one reason, or all. */
export async function rejectedRows(
  access: Access,
  id: number,
  { code, after = "-1", limit }: { code?: string | undefined; after?: string; limit: number },
): Promise<RejectedRow[]> {
  const { rows } = await pool().query<RejectedRow>(
    `select place, line, code, cells from import_rejection where workspace_id = $1 and import_id = $2 and place > $3 and ($4::text is null or code = $4)
     order by place limit $5`,
    [access.workspaceId, id, after, code ?? null, limit],
  );
  return rows;
}

/** All of them, a page at a time. */
export async function* rejections(access: Access, id: number, code?: string): AsyncGenerator<RejectedRow[]> {
  let after = "-1";
  for (;;) {
    const rows = await rejectedRows(access, id, { code, after, limit: 2000 });
    if (!rows.length) return;
    yield rows;
    after = rows.at(-1)?.place ?? after;
  }
}

/** What an import's charges are, the largest first; those that count. */
export async function chargesOf(access: Access, id: number, limit = 20): Promise<ChargeGroup[]> {
  const { rows } = await pool().query<Omit<ChargeGroup, "rows"> & { rows: string }>(
    `select provider, model, item, currency, trim_scale(sum(amount))::text as amount, trim_scale(sum(quantity))::text as quantity, count(*) as rows
     from charge where workspace_id = $1 and import_id = $2 and not superseded group by 1, 2, 3, 4 order by sum(amount) desc nulls last, 1, 2, 3 limit $3`,
    [access.workspaceId, id, limit],
  );
  return rows.map((row) => ({ ...row, rows: Number(row.rows) }));
}

/** What undoing would do, for the confirmation. */
export async function undoEffect(access: Access, id: number): Promise<UndoEffect> {
  const [own, later] = await Promise.all([
    importById(access, id),
    pool().query<{ id: number; filename: string; rows: string }>(
      "select id, filename, known_rows ->> $2::text as rows from import where workspace_id = $1 and status = 'done' and known_rows ? $2::text and id <> $2::int order by id",
      [access.workspaceId, id],
    ),
  ]);
  return { rows: own.accepted, skippedBy: later.rows.map((row) => ({ ...row, rows: Number(row.rows) })) };
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the table as the driver gives it; this function is what types it
function toRecord(row: any): ImportRecord {
  const sameFile = row.warnings.find((warning: { code: string }) => warning.code === "same_file");
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    filename: row.filename,
    bytes: Number(row.bytes),
    bytesTotal: row.bytes_total === null ? null : Number(row.bytes_total),
    sha256: row.sha256,
    format: row.format,
    columns: row.columns ?? [],
    timezone: row.timezone,
    source: row.source,
    actor: row.actor,
    rows: Number(row.rows),
    accepted: Number(row.accepted),
    duplicates: Number(row.duplicates),
    conflicts: Number(row.conflicts),
    rejected: Number(row.rejected),
    ignored: Number(row.ignored),
    charges: Number(row.charges),
    rejectedByReason: row.rejected_reasons,
    ignoredByReason: row.ignored_reasons,
    warnings: row.warnings,
    sameAs: sameFile ? Number(/\d+/.exec(sameFile.detail)?.[0]) : null,
    totals: {
      ...noTotals,
      ...Object.fromEntries(Object.entries(row.totals as Record<string, string>).map(([name, count]) => [name, BigInt(count)])),
    },
    reportedCost: row.reported_cost,
    reportedCredits: row.reported_credits,
    firstAt: row.first_at?.getTime() ?? null,
    lastAt: row.last_at?.getTime() ?? null,
    error: row.error_code ? { code: row.error_code, detail: row.error_detail, place: row.error_place } : null,
    createdAt: row.created_at.getTime(),
    finishedAt: row.finished_at?.getTime() ?? null,
    undoneAt: row.undone_at?.getTime() ?? null,
  };
}
