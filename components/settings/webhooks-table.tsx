import Link from "next/link";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { type WebhookState, WebhookStateChip } from "./webhook-state";

type WebhookRow = { id: string; href: string; url: string; events: string; state: WebhookState; arrived: string };

type WebhooksWords = Record<"title" | "url" | "events" | "state" | "arrived" | "on" | "paused" | "off", string>;

/** The webhooks of a workspace: where they go, of what they tell, and whether it arrives. */
export function WebhooksTable({ rows, words }: { rows: WebhookRow[]; words: WebhooksWords }) {
  return (
    <Scroller label={words.title}>
      <table aria-label={words.title}>
        <TableHead columns={[words.url, { title: words.events, className: "hp" }, words.state, { title: words.arrived, className: "hp" }]} />
        <tbody>
          {rows.map(({ id, href, url, events, state, arrived }) => (
            <tr key={id}>
              <td>
                <Link href={href} className="id wrap">
                  {url}
                </Link>
              </td>
              <td className="hp s wrap">{events}</td>
              <td>
                <WebhookStateChip state={state} words={words} />
              </td>
              <td className="hp t">{arrived}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
