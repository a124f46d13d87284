/** What usage can be grouped and filtered by. `model` and `provider` are the book's where it knows the name, else as the source wrote them. */
export const dimensions = ["provider", "model", "model_raw", "team", "project", "user", "api_key", "source", "service_tier", "import"] as const;
export type Dimension = (typeof dimensions)[number];

/** Values to keep, per dimension; null: unattributed. */
export type Filters = Partial<Record<Dimension, readonly (string | null)[]>>;

export const granularities = ["none", "hour", "day", "week", "month"] as const;
export type Granularity = (typeof granularities)[number];

/** The dimensions that are a column of the facts, with the kind of their names. */
export const columnOf = {
  model_raw: "raw_model_id",
  team: "team_id",
  project: "project_id",
  user: "user_id",
  api_key: "api_key_id",
  source: "source_id",
  service_tier: "service_tier_id",
  import: "import_id",
} as const satisfies Partial<Record<Dimension, string>>;

export type ColumnDimension = keyof typeof columnOf;

/** Whether a dimension is a column; else it is derived from the model's resolution. */
export function isColumn(dimension: Dimension): dimension is ColumnDimension {
  return dimension in columnOf;
}

/** The dimensions that are said by a model's name, as it was written and as it resolves: one raw name may be a model of several providers. */
const nameDimensions = ["provider", "model", "model_raw"] as const;
export type NameDimension = (typeof nameDimensions)[number];

export function isName(dimension: Dimension): dimension is NameDimension {
  return (nameDimensions as readonly Dimension[]).includes(dimension);
}
