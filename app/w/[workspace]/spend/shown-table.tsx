import { TableActions } from "@/components/ui/table-actions";
import { tableAddress } from "@/lib/exports/address";
import type { TableName } from "@/lib/exports/tables";
import { messagesOf } from "@/lib/i18n/messages";
import { type SpendView, viewSearch } from "@/lib/spend/view";
import type { View } from "./shown";

type ShownTableProps = { view: Pick<View, "slug" | "asked" | "locale">; name: TableName; title: string; changed?: Partial<SpendView> };

/** A table of the spend page to copy or to keep: all of its rows, exact, of the days and filters that are shown. */
export function ShownTable({ view: { slug, asked, locale }, name, title, changed = {} }: ShownTableProps) {
  return (
    <TableActions table={title} hrefs={tableAddress(slug, name, viewSearch({ ...asked, ...changed }))} words={messagesOf(locale).common.copying} />
  );
}
