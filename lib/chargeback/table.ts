import { type Currency, type Minor, minorText } from "@/lib/currency/currency";
import { nameCell, numberCell, type Table } from "@/lib/exports/table";
import { decimalText } from "@/lib/money";
import type { Statement } from "./statement";

/** The lines of a statement as a table, of one cost centre or all, and a last one with their sum: what is booked where, in dollars and the reporting currency. */
export function statementTable({ month, currency, rate, bookings }: Statement, centre?: string): Table {
  const lines = bookings.filter(({ account }) => centre === undefined || account?.centre === centre);
  const minor = (amount: Minor | null, of: Currency) => numberCell(amount === null ? null : minorText(amount, of));
  const sum = (which: "usd" | "reporting") => lines.reduce((all, { amounts }) => all + (amounts[which] ?? 0n), 0n);
  const told = [nameCell(currency), numberCell(rate && decimalText(rate.rate)), nameCell(rate?.last), nameCell(rate?.sources.join("; "))];
  return {
    columns: [
      ...["month", "cost_centre", "ledger_code", "kind", "share", "item", "charge_id", "amount_usd", "amount", "currency"],
      ...["rate", "rate_day", "rate_source"],
    ],
    lines: [
      ...lines.map(({ account, kind, share, charge, amounts }) => [
        ...[nameCell(month), nameCell(account?.centre), nameCell(account?.ledger), nameCell(kind), nameCell(share)],
        ...[nameCell(charge?.item), numberCell(charge && String(charge.id))],
        ...[minor(amounts.usd, "USD"), minor(amounts.reporting, currency), ...told],
      ]),
      [nameCell("total"), ...Array.from({ length: 6 }, () => null), minor(sum("usd"), "USD"), minor(sum("reporting"), currency), ...told],
    ],
  };
}
