import { TableActions } from "@/components/ui/table-actions";
import { tableAddress } from "@/lib/exports/address";
import { messagesOf } from "@/lib/i18n/messages";
import type { View } from "./shown";

type KeptTableProps = { view: View; name: "savings" | "savings-trend" | "savings-models"; title: string; step?: "day" | "month" };

/** A table of the savings page to copy or to keep: all of its rows, exact, against the same baseline at the same k. */
export function KeptTable({ view: { slug, hrefTo, locale }, name, title, step }: KeptTableProps) {
  const { search } = new URL(hrefTo({}), "http://here");
  return (
    <TableActions
      table={title}
      hrefs={tableAddress(slug, name, step ? `${search}&step=${step}` : search)}
      words={messagesOf(locale).common.copying}
    />
  );
}
