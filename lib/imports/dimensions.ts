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

const separator = "\u0000";

/** Turns names into ids, asking the database once for each new one. `writes: false` (a check) gives unknown names ids that exist nowhere. */
export class Interner {
  private readonly ids = new Map<string, number>();

  constructor(
    private readonly workspaceId: number,
    private readonly options: { writes: boolean },
  ) {}

  /** Learns all names of these rows. */
  async learn(rows: readonly (UsageRow | Charge)[], source: string): Promise<void> {
    const unknown = new Map<string, Value>();
    for (const row of rows) {
      for (const value of valuesOf(row, source)) {
        const key = keyOf(value);
        if (value.name !== "" && !this.ids.has(key)) unknown.set(key, value);
      }
    }
    if (unknown.size) await this.look([...unknown.values()]);
  }

  /** The ids of a row that has been learnt. */
  of(row: UsageRow | Charge, source: string): RowDimensions {
    const id = (kind: DimensionKind, name: string, provider = "") => (name === "" ? 0 : (this.ids.get(keyOf({ kind, provider, name })) ?? 0));
    return {
      model: row.kind === "usage" ? id("model", row.model, row.provider) : 0,
      tier: row.kind === "usage" ? id("service_tier", row.tier) : 0,
      team: id("team", row.team),
      project: id("project", row.project),
      user: id("user", row.user),
      apiKey: id("api_key", row.apiKey),
      source: id("source", source),
    };
  }

  /** What a check has given ids that exist nowhere. */
  unwritten(): (Value & { id: number })[] {
    return [...this.ids].flatMap(([key, id]) => {
      const [kind, provider = "", name = ""] = key.split(separator);
      return id < 0 ? [{ id, kind: kind as DimensionKind, provider, name }] : [];
    });
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
    for (const row of rows) this.ids.set(keyOf(row), row.id);
    for (const value of values) if (!this.ids.has(keyOf(value))) this.ids.set(keyOf(value), -this.ids.size - 1);
  }
}

function valuesOf(row: UsageRow | Charge, source: string): Value[] {
  const { team, project, user, apiKey } = row;
  const values: Value[] = [
    { kind: "team", provider: "", name: team },
    { kind: "project", provider: "", name: project },
    { kind: "user", provider: "", name: user },
    { kind: "api_key", provider: "", name: apiKey },
    { kind: "source", provider: "", name: source },
  ];
  // What a charge calls its model is often no model's name: it is kept with the charge.
  if (row.kind === "usage") {
    values.push({ kind: "model", provider: row.provider, name: row.model }, { kind: "service_tier", provider: "", name: row.tier });
  }
  return values;
}

function keyOf({ kind, provider, name }: Value): string {
  return kind + separator + provider + separator + name;
}
