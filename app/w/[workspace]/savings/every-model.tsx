import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import type { ModelSavings } from "@/lib/savings/queries";
import { during, money, type View } from "./shown";

const shownFirst = 12;

/** What the same usage would have cost on every model of the book, cheapest first. */
export function EveryModel({ view, models }: { view: View; models: readonly ModelSavings[] }) {
  const { t, locale, asked } = view;
  const measured = models.filter(({ total }) => total.times !== null);
  const others = models.filter(({ total }) => total.times === null);
  const [first, more] = [measured.slice(0, shownFirst), measured.slice(shownFirst)];
  return (
    <section id="every-model">
      <div className="sh">
        <h2>{t("everyModel")}</h2>
      </div>
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 12 }}>
        {t("everyModelBody", { during: during(asked.range, locale, t) })}
      </p>
      <Scroller label={t("everyModel")}>
        <ModelTable view={view} models={first} label={t("everyModel")} />
        {more.length > 0 && (
          <details>
            <summary>{t("moreModels", { count: more.length })}</summary>
            <ModelTable view={view} models={more} label={t("moreModels", { count: more.length })} />
          </details>
        )}
      </Scroller>
      <div style={{ marginTop: 12, display: "grid", gap: 4 }}>
        <p className="note">{t("differenceNote")}</p>
        {others.length > 0 && (
          <p className="note">{t("notThen", { count: others.length, names: others.map(({ model }) => model.name).join(", ") })}</p>
        )}
      </div>
    </section>
  );
}

function ModelTable({ view: { t, locale, slug, found, hrefTo }, models, label }: { view: View; models: readonly ModelSavings[]; label: string }) {
  const used = new Set(found.rows.map(({ dimensions }) => `${dimensions.provider}/${dimensions.model}`));
  return (
    <table aria-label={label} style={{ tableLayout: "fixed" }}>
      <colgroup>
        <col style={{ width: "40%" }} />
      </colgroup>
      <TableHead
        columns={[
          t("model"),
          { title: t("wouldCost"), className: "n" },
          { title: t("difference"), className: "n" },
          { title: t("times"), className: "n hp" },
          { title: t("coverage"), className: "n hp" },
        ]}
      />
      <tbody>
        {models.map(({ model: { provider, id, name }, total }) => (
          <tr key={`${provider}/${id}`}>
            <td>
              <a href={`/w/${slug}/models/${encodeURIComponent(provider)}/${encodeURIComponent(id)}`}>{name}</a> <span className="s">{provider}</span>{" "}
              {used.has(`${provider}/${id}`) && <span className="chip">{t("usedHere")}</span>}
            </td>
            <td className="n">
              <a className="cost" href={`${hrefTo({})}&baseline=${encodeURIComponent(`${provider}/${id}`)}`}>
                {money(total.reference, locale)}
              </a>
            </td>
            <td className="n b">{money(total.avoided, locale, { signed: true })}</td>
            <td className="n s hp">{total.times === null ? "—" : format.times(total.times, locale)}</td>
            <td className="n s hp">{format.percent(total.coverage.tokensPercent, locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
