import { Scroller } from "@/components/ui/scroller";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import { dayOf, type Zone } from "@/lib/period";
import type { Book } from "@/lib/pricing/book";
import { explainEventAddress } from "@/lib/spend/address";
import type { EventPage, UsageEvent } from "@/lib/spend/events";
import { totalTokens } from "@/lib/usage/tokens";
import { modelLabel } from "./data";

type EventsProps = {
  page: EventPage;
  book: Book;
  slug: string;
  zone: Zone;
  asOf: string | null;
  /** Where older ones begin; without a cursor, the newest. */
  hrefFrom: (cursor: string | null) => string;
  isFirst: boolean;
  locale: Locale;
  t: Translator<"spend">;
};

/** The single events behind every figure above, newest first, each with its cost and price. */
export function Events({ page, book, slug, zone, asOf, hrefFrom, isFirst, locale, t }: EventsProps) {
  const titles = [t("events.when"), t("model"), t("team"), t("project"), t("user")];
  const numbers = [t("tokens"), t("events.price"), t("cost")];
  return (
    <section id="events">
      <div className="sh">
        <h2>{t("events.title")}</h2>
        <span className="m">{t("events.body")}</span>
      </div>
      <Scroller label={t("events.title")}>
        <table aria-label={t("events.title")}>
          <thead>
            <tr>
              {titles.map((title, place) => (
                <th scope="col" className={place > 2 ? "hp" : undefined} key={title}>
                  {title}
                </th>
              ))}
              {numbers.map((title, place) => (
                <th scope="col" className={place < 2 ? "n hp" : "n"} key={title}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.items.map((event) => (
              <tr key={`${event.importId} ${event.line}`}>
                <td className="t">
                  {format.day(dayOf(event.startsAt, zone), locale, { short: true })}, {format.time(event.startsAt, zone, locale)}
                </td>
                <td>{event.model ? modelLabel(book, `${event.model.provider}/${event.model.id}`) : event.modelRaw}</td>
                {[event.team, event.project, event.user].map((name, place) => (
                  <td key={titles[place + 2]} className={`${name === null ? "m" : ""} ${place > 0 ? "hp" : ""}`}>
                    {name ?? t("unattributed")}
                  </td>
                ))}
                <td className="n s hp">{format.count(totalTokens(event.tokens), locale)}</td>
                <td className="n s hp">{event.price === null ? "—" : pricesOf(event.price, locale)}</td>
                <td className="n">
                  {event.cost === null ? (
                    <a className="unp" href={`/w/${slug}/settings/prices/unpriced`}>
                      {t("unpricedWord")}
                    </a>
                  ) : (
                    <a className="cost" href={explainEventAddress(slug, event, asOf)}>
                      {format.money(event.cost, locale)}
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      <p style={{ display: "flex", gap: 16, marginTop: 12 }}>
        {!isFirst && <a href={hrefFrom(null)}>{t("events.newest")}</a>}
        {page.nextCursor && <a href={hrefFrom(page.nextCursor)}>{t("events.older")}</a>}
      </p>
    </section>
  );
}

/** What is paid per million tokens of input and of output. */
function pricesOf({ prices }: NonNullable<UsageEvent["price"]>, locale: Locale): string {
  return `${format.unitPrice(prices.input, locale)} / ${format.unitPrice(prices.output, locale)}`;
}
