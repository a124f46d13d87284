import "server-only";
import { pool } from "@/lib/db";
import type { Charge } from "@/lib/usage/charge";
import type { UsageRow } from "@/lib/usage/row";

export const dimensionKinds = ["team", "project", "user", "api_key", "source", "service_tier", "model"] as const;
export type DimensionKind = (typeof dimensionKinds)[number];

/** What is interned: a name of a kind; a model with the provider its source named ("" for none). */
type Value = { kind: DimensionKind; provider: string; name: string };

/** The ids of a row's names; 0: unattributed, or the standard tier. */
export type RowDimensions = { model: number; tier: number; team: number; project: number; user: number; apiKey: number; source: number };

/** A row and the account or log it comes from. */
type Named = { row: UsageRow | Charge; source: string };

const separator = "\u0000";
/** Names that are remembered; beyond, the database is asked again. */
const mostNames = 50_000;

/** Turns names into ids, asking the database once for each new one. `writes: false` (a check) gives unknown names ids that exist nowhere. */
export class Interner {
  private readonly ids = new Map(dimensionKinds.map((kind) => [kind, new Map<string, number>()]));
  private remembered = 0;
  /** What a check has given ids that exist nowhere, by key. */
  private readonly made = new Map<string, Value & { id: number }>();

  constructor(
    private readonly workspaceId: number,
    private readonly options: { writes: boolean; remembers?: number },
  ) {}

  /** The ids of the names of each row. */
  async of(rows: readonly Named[]): Promise<RowDimensions[]> {
    const unknown = new Map<string, Value>();
    const found = rows.map((row) => this.known(row, unknown));
    if (!unknown.size) return found;
    // Forgotten between two batches, never within one.
    if (this.remembered > (this.options.remembers ?? mostNames)) {
      for (const ids of this.ids.values()) ids.clear();
      this.remembered = 0;
      for (const row of rows) this.known(row, unknown);
    }
    await this.look([...unknown.values()]);
    return rows.map((row) => this.known(row, unknown));
  }

  /** What a check has given ids that exist nowhere. */
  unwritten(): (Value & { id: number })[] {
    return [...this.made.values()];
  }

  /** The ids of a row as far as they are known; what is not is added to `unknown`. */
  private known({ row, source }: Named, unknown: Map<string, Value>): RowDimensions {
    const id = (kind: DimensionKind, name: string, provider = "") => {
      if (name === "") return 0;
      const known = this.ids.get(kind)?.get(provider === "" ? name : provider + separator + name);
      if (known === undefined) unknown.set(keyOf({ kind, provider, name }), { kind, provider, name });
      return known ?? 0;
    };
    // What a charge calls its model is often no model's name: it is kept with the charge.
    const isUsage = row.kind === "usage";
    return {
      model: isUsage ? id("model", row.model, row.provider) : 0,
      tier: isUsage ? id("service_tier", row.tier) : 0,
      team: id("team", row.team),
      project: id("project", row.project),
      user: id("user", row.user),
      apiKey: id("api_key", row.apiKey),
      source: id("source", source),
    };
  }

  private async look(values: Value[]): Promise<void> {
    // In one order everywhere, so that two imports never wait for each other.
    values.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const columns = [this.workspaceId, values.map((v) => v.kind), values.map((v) => v.provider), values.map((v) => v.name)];
    const given = "unnest($2::text[], $3::text[], $4::text[]) v (kind, provider, name)";
    if (this.options.writes) {
      await pool().query(
        `insert into dimension_value (workspace_id, kind, provider, name) select $1, v.* from ${given} on conflict do nothing`,
        columns,
      );
    }
    const { rows } = await pool().query<Value & { id: number }>(
      `select d.id, d.kind, d.provider, d.name from ${given} join dimension_value d
         on d.workspace_id = $1 and d.kind = v.kind and d.provider = v.provider and d.name = v.name`,
      columns,
    );
    for (const row of rows) this.remember(row, row.id);
    const found = new Set(rows.map(keyOf));
    for (const value of values) if (!found.has(keyOf(value))) this.remember(value, this.makeUp(value));
  }

  private remember({ kind, provider, name }: Value, id: number): void {
    this.ids.get(kind)?.set(provider === "" ? name : provider + separator + name, id);
    this.remembered++;
  }

  /** An id below 0. Beyond what is remembered, new names of a kind share one: which of them a row has makes no difference to a check, but for its model. */
  private makeUp(value: Value): number {
    const own = this.made.get(keyOf(value));
    if (own) return own.id;
    const isOneOfTooMany = value.kind !== "model" && this.made.size >= (this.options.remembers ?? mostNames);
    const key = isOneOfTooMany ? value.kind : keyOf(value);
    const made = this.made.get(key) ?? { ...value, id: -this.made.size - 1 };
    this.made.set(key, made);
    return made.id;
  }
}

function keyOf({ kind, provider, name }: Value): string {
  return kind + separator + provider + separator + name;
}
