import type { ReactNode } from "react";
import { Narrowing } from "@/components/spend/narrowing";
import { Scroller } from "@/components/ui/scroller";
import { SortableTable } from "@/components/ui/sortable-table";
import { TableActions } from "@/components/ui/table-actions";
import type { Opportunity } from "@/lib/efficiency/opportunity";
import { tableAddress } from "@/lib/exports/address";
import * as format from "@/lib/i18n/format";
import { modelLabel } from "../spend/data";
import { sortingOf } from "../spend/shown";
import { modelKey, narrowAddress, type View } from "./shown";

const mostNamed = 2;

/** Plain sentences where there is money to save, each exact, and the models behind them. */
export function MoneyToSave({ view }: { view: View }) {
  const { data, locale, t } = view;
  const batch = data.total.opportunities.filter(({ kind }) => kind === "batch");
  const cache = data.total.opportunities.filter(({ kind }) => kind === "cache");
  const { batchable_tokens: tokens, batchable_saving: saving } = data.total.amounts;
  const bold = { b: (chunks: ReactNode) => <b className="b t">{chunks}</b> };
  return (
    <section data-testid="save">
      <div className="sh">
        <h2>{t("save.title")}</h2>
      </div>
      {batch.length > 0 && (
        <p className="lead">
          {t.rich("save.batch", {
            ...bold,
            tokens: format.tokensNamed(tokens ?? 0n, locale),
            saving: format.money(saving ?? 0n, locale),
            models: mostlyOn(view, batch),
          })}
        </p>
      )}
      {cache.map((each) => (
        <p className="lead" key={`${each.provider}/${each.model}`}>
          {t.rich("save.cache", { ...bold, model: nameOf(view, each), saving: format.money(each.saving, locale) })}
        </p>
      ))}
      {batch.length + cache.length === 0 && <p className="lead">{t("save.none")}</p>}
      <p className="note" style={{ margin: "8px 0 0" }}>
        {batch.length > 0 && `${t("save.wait")} `}
        {t("save.exact")}
      </p>
      {batch.length > 0 && <Batch view={view} batch={batch} />}
    </section>
  );
}

function nameOf({ data: { book } }: View, { provider, model }: Opportunity): string {
  return modelLabel(book, modelKey({ provider, model }));
}

/** The dearest models that more than half of a saving lies on, two at most; nothing where many share it. */
function mostlyOn(view: View, all: readonly Opportunity[]): string {
  const { locale, t } = view;
  const total = all.reduce((sum, { saving }) => sum + saving, 0n);
  for (let count = 1; count <= mostNamed; count++) {
    const named = all.slice(0, count);
    if (2n * named.reduce((sum, { saving }) => sum + saving, 0n) <= total) continue;
    const models = new Intl.ListFormat(locale === "fr" ? "fr-FR" : "en-GB").format(named.map((each) => nameOf(view, each)));
    return t(all.length === count ? "save.ofModel" : "save.ofModels", { models });
  }
  return "";
}

function Batch({ view, batch }: { view: View; batch: Opportunity[] }) {
  const { data, asked, slug, locale, t, words, copying, search, hrefTo } = view;
  const title = t("batch.title");
  const money = (amount: bigint) => format.money(amount, locale);
  const { batchable_tokens: tokens, batchable_cost: cost, batchable_saving: saving } = data.total.amounts;
  const cells = (of: { tokens: bigint; cost: bigint; saving: bigint }) => [
    format.tokens(of.tokens, locale),
    money(of.cost),
    money(of.cost - of.saving),
    money(of.saving),
  ];
  const total = { tokens: tokens ?? 0n, cost: cost ?? 0n, saving: saving ?? 0n };
  return (
    <div style={{ marginTop: 22 }}>
      <div className="sh">
        <h3>{title}</h3>
        <TableActions table={title} hrefs={tableAddress(slug, "opportunities", search)} words={copying} />
      </div>
      <Scroller label={title}>
        <SortableTable
          id="batch"
          label={title}
          columns={[
            { key: "name", title: words("model"), sorts: "text" },
            { key: "tokens", title: words("tokens"), className: "n hp", cell: "s", sorts: "number" },
            { key: "paid", title: t("batch.paid"), className: "n", sorts: "number" },
            { key: "in-batch", title: t("batch.inBatch"), className: "n hp", sorts: "number" },
            { key: "less", title: t("batch.less"), className: "n", cell: "b", sorts: "number" },
          ]}
          rows={batch.map((each) => ({
            key: `${each.provider}/${each.model}`,
            cells: [
              <Narrowing href={narrowAddress(view, each)} key="name">
                {nameOf(view, each)}
              </Narrowing>,
              ...cells(each),
            ],
            values: [nameOf(view, each), each.tokens, each.cost, each.cost - each.saving, each.saving],
          }))}
          foot={[words("total"), ...cells(total)]}
          order={{ column: "less", isDescending: true }}
          sorting={sortingOf(asked.view, hrefTo)}
          locale={locale}
        />
      </Scroller>
    </div>
  );
}
