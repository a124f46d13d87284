import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import type { Instant, Month } from "@/lib/period";
import type { Atto } from "@/lib/savings/savings";
import type { NewInvoice } from "./schema";
import { attoOf } from "./theirs";

/** A provider's invoice of a month. Amounts in its currency, × 10^18: of the usage before credits and tax, what was taken off, and the tax. */
export type Invoice = {
  id: number;
  month: Month;
  provider: string;
  number: string;
  currency: string;
  amount: Atto;
  credits: Atto;
  tax: Atto;
  note: string | null;
  recordedAt: Instant;
  recordedBy: string;
};

type From = { address?: string | undefined };

/** The invoices of a month that are in force. */
export async function invoicesOf(client: pg.ClientBase | pg.Pool, access: Access, month: Month): Promise<Invoice[]> {
  const { rows } = await client.query<Row>(
    `select ${columns} from invoice where workspace_id = $1 and month = $2 and withdrawn_at is null order by provider, number`,
    [access.workspaceId, month],
  );
  return rows.map(invoiceOf);
}

/** Writes an invoice down. */
export async function recordInvoice(access: Access, invoice: NewInvoice, { address }: From = {}): Promise<Invoice> {
  const { month, provider, number, currency, amount, credits, tax, note } = invoice;
  return transaction(async (client) => {
    const { rows } = await client.query<Row>(
      `insert into invoice (workspace_id, month, provider, number, currency, amount, credits, tax, note, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ${columns}`,
      [access.workspaceId, month, provider, number, currency, amount, credits, tax, note, new Date(now()), access.actor],
    );
    const [row] = rows;
    if (!row) throw new Error("an invoice was not written");
    await audit(client, access, { action: "invoice.recorded", target: String(row.id), after: invoice, address });
    return invoiceOf(row);
  });
}

/** Takes an invoice out; it stays in the history. Throws `not_found`. */
export async function withdrawInvoice(access: Access, id: number, { address }: From = {}): Promise<Invoice> {
  return transaction(async (client) => {
    const { rows } = await client.query<Row>(
      `update invoice set withdrawn_at = $3, withdrawn_by = $4 where workspace_id = $1 and id = $2 and withdrawn_at is null returning ${columns}`,
      [access.workspaceId, id, new Date(now()), access.actor],
    );
    const [row] = rows;
    if (!row) throw new Refusal("not_found", `there is no invoice ${id}`);
    const { month, provider, number } = row;
    await audit(client, access, { action: "invoice.withdrawn", target: String(id), before: { month, provider, number }, address });
    return invoiceOf(row);
  });
}

const columns =
  'id, month, provider, number, currency, amount::text, credits::text, tax::text, note, recorded_at as "recordedAt", recorded_by as "recordedBy"';

type Row = Omit<Invoice, "amount" | "credits" | "tax" | "recordedAt"> & Record<"amount" | "credits" | "tax", string> & { recordedAt: Date };

function invoiceOf({ amount, credits, tax, recordedAt, ...row }: Row): Invoice {
  return { ...row, amount: attoOf(amount), credits: attoOf(credits), tax: attoOf(tax), recordedAt: recordedAt.getTime() };
}
