import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import type { ChargeGroup } from "@/lib/imports/record";
import { parseDecimal, times } from "@/lib/money";
import type { SpendTotal } from "@/lib/spend/spend";
import type { ImportView } from "./view";

const oneDollar = 10n ** 12n;

/** What the file itself says it cost, beside what the prices make of the same usage. `total`: null where it holds none; `href`: where that is explained. */
export function ReportedSection({ view: { record, locale, t }, total, href }: { view: ImportView; total: SpendTotal | null; href: string }) {
  const currencies = [...new Set([...Object.keys(record.reportedCost), ...Object.keys(record.reportedCredits)])].sort();
  const derived = record.charges === 0 ? (total?.cost ?? null) : null;
  const isWhole = total?.coverage.tokensPercent === "100";
  return (
    <section style={{ marginTop: 28 }}>
      <h2 style={{ marginBottom: 8 }}>{t("reportedTitle")}</h2>
      <p className="s" style={{ marginBottom: 10 }}>
        {t(derived === null ? "reportedAlone" : "reportedBody")}
      </p>
      <Scroller label={t("reportedTitle")}>
        <table aria-label={t("reportedTitle")} style={{ maxWidth: 640 }}>
          <thead>
            <tr>
              <th scope="col">{t("currency")}</th>
              {(["reported", "credits", ...(derived === null ? [] : (["derived", "difference"] as const))] as const).map((name) => (
                <th scope="col" className="n" key={name}>
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {currencies.map((currency) => {
              const cost = record.reportedCost[currency];
              const credits = record.reportedCredits[currency];
              const compared = currency === "USD" ? derived : null;
              const apart = cost && compared !== null && isWhole ? compared - times(oneDollar, parseDecimal(cost)) : null;
              return (
                <tr key={currency}>
                  <td>{currency}</td>
                  <td className="n">{cost ? format.amount(cost, currency, locale) : "—"}</td>
                  <td className="n">{credits ? format.amount(credits, currency, locale) : "—"}</td>
                  {derived !== null && (
                    <td className="n">
                      {compared === null ? (
                        "—"
                      ) : (
                        <a className="cost" href={href}>
                          {format.money(compared, locale)}
                        </a>
                      )}
                    </td>
                  )}
                  {derived !== null && <td className="n">{apart === null ? "—" : format.money(apart, locale, { signed: true })}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroller>
      {derived !== null && total && !isWhole && (
        <p className="note">{t("partlyPriced", { percent: format.percent(total.coverage.tokensPercent, locale) })}</p>
      )}
    </section>
  );
}

/** What the money-only rows are. */
export function ChargesSection({ view: { record, locale, t }, groups, most }: { view: ImportView; groups: readonly ChargeGroup[]; most: number }) {
  return (
    <section style={{ marginTop: 28 }}>
      <h2 style={{ marginBottom: 8 }}>{t("chargesTitle")}</h2>
      <p className="s" style={{ marginBottom: 10 }}>
        {t("chargesBody", { count: record.charges })} {groups.length === most && t("chargesLargest", { count: most })}
      </p>
      <Scroller label={t("chargesTitle")}>
        <table aria-label={t("chargesTitle")}>
          <TableHead
            columns={[
              t("item"),
              { title: t("rows"), className: "n" },
              { title: t("quantity"), className: "n" },
              { title: t("amount"), className: "n" },
            ]}
          />
          <tbody>
            {groups.map(({ provider, model, item, currency, amount, quantity, rows }) => (
              <tr key={[provider, model, item, currency].join("\n")}>
                <td>
                  <span className="id">{[provider, model].filter(Boolean).join("/")}</span>
                  {item && (
                    <span className="s" style={{ display: "block" }}>
                      {item}
                    </span>
                  )}
                </td>
                <td className="n">{format.count(rows, locale)}</td>
                <td className="n">{quantity ? format.rounded(quantity, Math.min(6, quantity.split(".")[1]?.length ?? 0), locale) : "—"}</td>
                <td className="n">{amount ? format.amount(amount, currency ?? "", locale) : "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  );
}
