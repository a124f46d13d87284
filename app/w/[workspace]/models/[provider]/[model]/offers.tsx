import { priceColumns } from "@/components/pricing/price-columns";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import { blended, blendedPerMillion } from "@/lib/pricing/blended";
import { entryOf } from "@/lib/pricing/entry";
import { otherOffers } from "@/lib/pricing/history";
import type { View } from "./view";

/** Who else offers the model, and at what price. */
export function Offers({ view: { slug, book, rules, model, locale, t, at }, r }: { view: View; r: bigint }) {
  const offers = otherOffers(book, model).map((other) => ({ other, entry: entryOf(book, rules, other, at) }));
  return (
    <section>
      <h2 className="sh">{t("offers")}</h2>
      {offers.length === 0 ? (
        <p className="s">{t("offersNone")}</p>
      ) : (
        <Scroller label={t("offers")}>
          <table aria-label={t("offers")}>
            <TableHead columns={priceColumns(t, `${r}:1`)} />
            <tbody>
              {offers.map(({ other, entry: { period } }) => (
                <tr key={`${other.provider}/${other.id}`}>
                  <td>
                    <a href={`/w/${slug}/models/${encodeURIComponent(other.provider)}/${encodeURIComponent(other.id)}`}>{other.name}</a>
                  </td>
                  <td className="s">{other.provider}</td>
                  <td className="n">{period ? format.unitPrice(period.prices.input, locale) : "—"}</td>
                  <td className="n">{period ? format.unitPrice(period.prices.output, locale) : "—"}</td>
                  <td className="n s hp">{period ? format.decimalMoney(blendedPerMillion(blended(period.prices, r)), locale) : t("notThen")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </section>
  );
}
