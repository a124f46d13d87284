import { Scroller } from "@/components/ui/scroller";
import { SortableTable } from "@/components/ui/sortable-table";
import { TableActions } from "@/components/ui/table-actions";
import { tableAddress } from "@/lib/exports/address";
import * as format from "@/lib/i18n/format";
import { type Pico, roundHalfEven } from "@/lib/money";
import { share } from "@/lib/spend/spend";
import { tokenClasses, totalTokens } from "@/lib/usage/tokens";
import { sortingOf } from "../spend/shown";
import type { View } from "./shown";

/** Input and output: how many tokens of each class, and what they cost; with the fees per request they make the cost. */
export function MixTable({ view }: { view: View }) {
  const { data, asked, slug, locale, t, words, copying, search, hrefTo } = view;
  const { mix, tokens, amounts, pricePerMillion, unpriced } = data.total;
  const title = t("mix.title");
  const [all, cost] = [totalTokens(tokens), amounts.cost ?? 0n];
  const percent = (part: bigint, whole: bigint) => format.percent(share(part, whole) ?? "0", locale);
  const money = (amount: Pico | null) => (amount === null ? "—" : format.money(amount, locale));
  const rows = tokenClasses
    .map((name) => ({ name, ...mix.classes[name] }))
    .filter(({ tokens: count }) => count > 0n)
    .map(({ name, tokens: count, priced, cost: own }) => {
      const paid = priced > 0n ? roundHalfEven(own * 1_000_000n, priced) : null;
      return {
        key: name,
        cells: [
          words(`classes.${name}`),
          format.tokens(count, locale),
          percent(count, all),
          priced > 0n ? money(own) : "—",
          priced > 0n ? percent(own, cost) : "—",
          money(paid),
        ],
        values: [words(`classes.${name}`), count, count, priced > 0n ? own : null, priced > 0n ? own : null, paid],
      };
    });
  const fees =
    mix.requestFees > 0n ? [{ key: "fees", cells: [t("mix.fees"), "", "", money(mix.requestFees), percent(mix.requestFees, cost), ""] }] : [];
  return (
    <div>
      <div className="sh">
        <h2>{title}</h2>
        <TableActions table={title} hrefs={tableAddress(slug, "mix", search)} words={copying} />
      </div>
      <Scroller label={title}>
        <SortableTable
          id="mix"
          label={title}
          columns={[
            { key: "class", title: t("mix.class"), sorts: "text" },
            { key: "tokens", title: words("tokens"), className: "n hp", cell: "s", sorts: "number" },
            { key: "tokens-share", title: t("mix.shareOfTokens"), className: "n", sorts: "number" },
            { key: "cost", title: words("cost"), className: "n", sorts: "number" },
            { key: "cost-share", title: t("mix.shareOfCost"), className: "n hp", sorts: "number" },
            { key: "price", title: t("mix.price"), className: "n hp", sorts: "number" },
          ]}
          rows={[...rows, ...fees]}
          foot={[
            words("total"),
            format.tokens(all, locale),
            percent(all, all),
            <span className="dblr" key="cost">
              {money(amounts.cost)}
            </span>,
            amounts.cost === null ? "—" : percent(cost, cost),
            money(pricePerMillion),
          ]}
          order={null}
          sorting={sortingOf(asked.view, hrefTo)}
          locale={locale}
        />
      </Scroller>
      {unpriced.tokens > 0n && (
        <p className="note" style={{ marginTop: 10 }}>
          {t("mix.unpriced", { tokens: format.tokensNamed(unpriced.tokens, locale) })}{" "}
          <a href={`/w/${slug}/settings/prices/unpriced`}>{words("priceThem")}</a>
        </p>
      )}
    </div>
  );
}
