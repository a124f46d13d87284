import type { Metadata } from "next";
import { priceColumns } from "@/components/pricing/price-columns";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf } from "@/lib/period";
import { blendedPerMillion } from "@/lib/pricing/blended";
import { staleDays } from "@/lib/pricing/book";
import { type Entry, entries } from "@/lib/pricing/entry";
import { requireWorkspace } from "@/lib/session";
import { asKnown } from "@/lib/spend/address";
import { pricesKnown } from "@/lib/spend/queries";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "models")("title") };
}

export default async function ModelsPage({ params, searchParams }: PageProps<"/w/[workspace]/models">) {
  const { workspace: slug } = await params;
  const { access, workspace } = await requireWorkspace(slug, "models:see");
  const query = await searchParams;
  const search = [query.search].flat()[0]?.trim() ?? "";
  const locale = await currentLocale();
  const t = translatorOf(locale, "models");
  const then = asKnown(query.as_of, workspace.timezone);
  const at = then.asOf ?? now();
  const { book, rules } = await pricesKnown(access, then.asOf);
  const all = entries(book, rules, at);
  const shown = all.filter((entry) => matches(entry, search));
  const periods = book.models.reduce((sum, model) => sum + model.periods.length, 0);
  const weights = "3:1";

  return (
    <>
      <div className="head">
        <h1>{t("title")}</h1>
        <span className="sp" />
        <search>
          <form method="get" style={{ display: "inline-flex", gap: 6 }}>
            <label className="sr" htmlFor="search">
              {t("search")}
            </label>
            <input
              id="search"
              name="search"
              type="search"
              className="inp sm"
              defaultValue={search}
              placeholder={t("search")}
              style={{ width: 260 }}
            />
            <button type="submit" className="btn">
              {t("filter")}
            </button>
          </form>
        </search>
      </div>
      {then.asOf !== undefined && (
        <p className="notice" style={{ marginBottom: 18 }}>
          <b className="b">{translatorOf(locale, "spend")("asKnown", { moment: format.moment(then.asOf, workspace.timezone, locale) })}</b>{" "}
          <a href={`/w/${slug}/models`}>{translatorOf(locale, "spend")("asKnownNow")}</a>
        </p>
      )}
      <p className="s" style={{ marginBottom: 18 }}>
        {t("lead", { models: format.count(all.length, locale), periods: format.count(periods, locale) })} {t("blendedNote", { weights, r: 3 })}
      </p>
      {shown.length === 0 ? (
        <p className="lead">
          {t("noMatch", { count: format.count(all.length, locale) })} <a href={`/w/${slug}/models`}>{t("clear")}</a>
        </p>
      ) : (
        <Scroller label={t("title")}>
          <table aria-label={t("title")}>
            <TableHead columns={[...priceColumns(t, weights), ...[t("since"), t("source")].map((title) => ({ title, className: "hp" }))]} />
            <tbody>
              {shown.map(({ model, period, blended, effective }) => {
                const source = period?.sources[0];
                const checked = model.checkedOn;
                const age = checked === null ? null : Math.floor((at - Date.parse(checked)) / 86_400_000);
                return (
                  <tr key={`${model.provider}/${model.id}`}>
                    <td>
                      <a href={`/w/${slug}/models/${encodeURIComponent(model.provider)}/${encodeURIComponent(model.id)}`}>{model.name}</a>
                      {effective && effective.basis !== "list" && (
                        <span className="chip ok"> {t("yours", { basis: t(`basis.${effective.basis}`) })}</span>
                      )}
                    </td>
                    <td className="s">{model.provider}</td>
                    <td className="n">{effective ? format.unitPrice(effective.prices.input, locale) : <span className="dash">—</span>}</td>
                    <td className="n">{effective ? format.unitPrice(effective.prices.output, locale) : <span className="dash">—</span>}</td>
                    <td className="n s hp">{blended ? format.decimalMoney(blendedPerMillion(blended), locale) : t("notThen")}</td>
                    <td className="s hp">
                      {period?.startsAt == null ? t("always") : format.day(dayOf(period.startsAt, workspace.timezone), locale)}
                    </td>
                    <td className="hp">
                      {source && (
                        <a href={source.url} rel="noreferrer">
                          {source.name}
                        </a>
                      )}
                      {age !== null && age > staleDays ? (
                        <span className="chip attn">{t("stale", { days: age })}</span>
                      ) : (
                        checked && <span className="sub"> {t("checked", { day: format.day(checked, locale) })}</span>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroller>
      )}
    </>
  );
}

function matches({ model, aliases }: Entry, search: string): boolean {
  const wanted = search.toLowerCase();
  return [model.name, model.id, model.provider, ...aliases.map(({ alias }) => alias)].some((text) => text.toLowerCase().includes(wanted));
}
