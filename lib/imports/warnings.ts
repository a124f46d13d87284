import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { addDays, dayOf, daysPeriod, type Period } from "@/lib/period";
import { matchModel } from "@/lib/pricing/match";
import { resolve } from "@/lib/pricing/price";
import { priceBook, priceRules } from "@/lib/pricing/queries";
import { breakdownOf } from "@/lib/sources/breakdown";
import { overlaps, overlapText } from "@/lib/sources/overlap";
import type { Charge } from "@/lib/usage/charge";
import type { UsageRow } from "@/lib/usage/row";
import type { ImportCounts, ImportWarning } from "./record";

const futureMs = 48 * 3_600_000;
const mostModels = 10_000;
const mostOverlaps = 20;

/** Watches an import's rows for what is worth knowing that is no error. */
export class Watch {
  private readonly models = new Map<string, { row: UsageRow; id: number }>();
  private readonly latestWanted = now() + futureMs;
  private future = 0;

  /** `modelId`: of its raw name; below 0 where a check has given it one that exists nowhere. */
  row(row: UsageRow | Charge, modelId: number): void {
    if (row.startsAt > this.latestWanted) this.future++;
    if (row.kind === "charge" || this.models.size >= mostModels) return;
    const name = `${row.provider}/${row.model}`;
    if (!this.models.has(name)) this.models.set(name, { row, id: modelId });
  }

  /** Models that the workspace has never seen under any of their names; only a check tells. */
  async newModels(client: pg.ClientBase, { workspaceId }: Access): Promise<string[]> {
    const book = await priceBook();
    const { rows } = await client.query<{ provider: string; name: string }>(
      "select provider, name from dimension_value where workspace_id = $1 and kind = 'model' and id > 0",
      [workspaceId],
    );
    const known = new Set(rows.map(({ provider, name }) => matchModel(book, provider, name, now())));
    return [...this.models.values()].flatMap(({ row, id }) => {
      const model = matchModel(book, row.provider, row.model, row.startsAt);
      return id < 0 && !(model && known.has(model)) ? [row.model] : [];
    });
  }

  async warnings(
    client: pg.ClientBase,
    access: Access,
    { id, counts, sameAs, times }: { id: number; counts: ImportCounts; sameAs: number | null; times: Period | null },
  ): Promise<ImportWarning[]> {
    const warnings: ImportWarning[] = [];
    if (counts.rows === 0) warnings.push({ code: "no_rows", detail: "The file has a header and no rows." });
    if (sameAs !== null) warnings.push({ code: "same_file", detail: `Import ${sameAs} was of the same file.` });
    if (this.future) warnings.push({ code: "future_usage", detail: `${this.future} rows are more than 48 hours in the future.` });
    const unpriced = await this.unpricedModels(access);
    if (unpriced.length) warnings.push({ code: "unpriced_models", detail: unpriced.slice(0, 20).join(", ") });
    return counts.accepted && times ? [...warnings, ...(await this.overlapWarnings(client, access, id, times))] : warnings;
  }

  /** What of it another counted source, or another breakdown of this one, covers too. `times`: of its first and last row. */
  private async overlapWarnings(client: pg.ClientBase, access: Access, id: number, times: Period): Promise<ImportWarning[]> {
    const { workspaceId, timezone } = access;
    const breakdown = await breakdownOf(client, { workspaceId, importId: id, from: new Date(times.from), to: new Date(times.to) });
    await client.query("update import set breakdown = $3 where workspace_id = $1 and id = $2", [workspaceId, id, breakdown]);
    // Names that a check has only just met.
    const models = [...this.models.values()].flatMap(({ row, id: model }) =>
      model < 0 ? [{ id: model, provider: row.provider, name: row.model }] : [],
    );
    const days = daysPeriod(dayOf(times.from, timezone), addDays(dayOf(times.to, timezone), 1), timezone);
    const found = await overlaps(client, access, days, { importId: id, breakdown, models });
    return (["source", "breakdown"] as const).flatMap((kind) => {
      const texts = found.filter((overlap) => overlap.kind === kind).map(overlapText);
      const more = texts.length > mostOverlaps ? [`+${texts.length - mostOverlaps}`] : [];
      return texts.length ? [{ code: `overlaps_${kind}` as const, detail: [...texts.slice(0, mostOverlaps), ...more].join("; ") }] : [];
    });
  }

  /** Raw names without a price. */
  async unpricedModels(access: Access): Promise<string[]> {
    const [book, rules] = await Promise.all([priceBook(), priceRules(access)]);
    const isPriced = ({ provider, model, tier, startsAt }: UsageRow) =>
      resolve(book, rules, { provider, name: model, tier, band: 0n }, startsAt).price !== null ||
      matchModel(book, provider, model, startsAt) !== null;
    return [...this.models.values()].filter(({ row }) => !isPriced(row)).map(({ row }) => row.model);
  }
}
