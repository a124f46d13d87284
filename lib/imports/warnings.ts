import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { matchModel } from "@/lib/pricing/match";
import { resolve } from "@/lib/pricing/price";
import { priceBook, priceRules } from "@/lib/pricing/queries";
import type { Charge } from "@/lib/usage/charge";
import type { UsageRow } from "@/lib/usage/row";
import type { ImportCounts, ImportWarning } from "./record";

const futureMs = 48 * 3_600_000;
const mostModels = 10_000;

/** Watches an import's rows for what is worth knowing that is no error. */
export class Watch {
  private readonly models = new Map<string, UsageRow>();
  private readonly latestWanted = now() + futureMs;
  private future = 0;

  row(row: UsageRow | Charge): void {
    if (row.startsAt > this.latestWanted) this.future++;
    if (row.kind === "charge" || this.models.size >= mostModels) return;
    const name = `${row.provider}/${row.model}`;
    if (!this.models.has(name)) this.models.set(name, row);
  }

  async warnings(
    client: pg.ClientBase,
    access: Access,
    { id, counts, sameAs }: { id: number; counts: ImportCounts; sameAs: number | null },
  ): Promise<ImportWarning[]> {
    const warnings: ImportWarning[] = [];
    if (counts.rows === 0) warnings.push({ code: "no_rows", detail: "The file has a header and no rows." });
    if (sameAs !== null) warnings.push({ code: "same_file", detail: `Import ${sameAs} was of the same file.` });
    if (this.future) warnings.push({ code: "future_usage", detail: `${this.future} rows are more than 48 hours in the future.` });
    const unpriced = await this.unpricedModels(access);
    if (unpriced.length) warnings.push({ code: "unpriced_models", detail: unpriced.slice(0, 20).join(", ") });
    const sources = counts.accepted ? await overlappingSources(client, access.workspaceId, id) : [];
    if (sources.length) warnings.push({ code: "overlaps_source", detail: sources.join(", ") });
    return warnings;
  }

  private async unpricedModels(access: Access): Promise<string[]> {
    const [book, rules] = await Promise.all([priceBook(), priceRules(access)]);
    const isPriced = ({ provider, model, tier, startsAt }: UsageRow) =>
      resolve(book, rules, { provider, name: model, tier, band: 0n }, startsAt).price !== null ||
      matchModel(book, provider, model, startsAt) !== null;
    return [...this.models.values()].filter((row) => !isPriced(row)).map(({ model }) => model);
  }
}

/** Other sources with usage of the same model on the same day: perhaps the same calls, seen twice. */
async function overlappingSources(client: pg.ClientBase, workspaceId: number, importId: number): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct d.name from usage_day_model n
       join usage_day_model o on o.workspace_id = n.workspace_id and o.segment = n.segment and o.raw_model_id = n.raw_model_id and o.source_id <> n.source_id
       join import i on i.workspace_id = o.workspace_id and i.id = o.import_id and i.status = 'done'
       join dimension_value d on d.workspace_id = o.workspace_id and d.id = o.source_id
     where n.workspace_id = $1 and n.import_id = $2 order by 1`,
    [workspaceId, importId],
  );
  return rows.map((row) => row.name);
}
