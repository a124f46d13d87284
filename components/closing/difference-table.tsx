import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { Translator } from "@/lib/i18n/translator";
import type { DifferenceView } from "./closing-view";

/** Every team's use of a model that costs something else now than when the month was closed. */
export function DifferenceTable({ difference: { rows, total }, month, t }: { difference: DifferenceView; month: string; t: Translator<"closing"> }) {
  const amounts = (["asClosed", "now", "difference"] as const).map((name) => ({ title: t(name), className: "n" }));
  return (
    <Scroller label={t("since")}>
      <table aria-label={t("since")}>
        <TableHead columns={[t("team"), t("model"), ...amounts]} />
        <tbody>
          {rows.map(({ key, team, model, closed, now, difference }) => (
            <tr key={key}>
              <td>{team}</td>
              <td className="id">{model}</td>
              <td className="n s">{closed}</td>
              <td className="n">{now}</td>
              <td className="n b">{difference}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={2}>{month}</td>
            <td className="n">{total.closed}</td>
            <td className="n">{total.now}</td>
            <td className="n">{total.difference}</td>
          </tr>
        </tfoot>
      </table>
    </Scroller>
  );
}
