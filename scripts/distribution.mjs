// Where each table lives once the database is spread over several servers with Citus (docs/scaling.md). One list: `npm run distribute` goes by it, and a
// test holds it against the catalogue, so that a new table says where it belongs.

/** The column that tells where a row of a distributed table lives. */
export const distributionColumn = "workspace_id";

/** What grows with usage: a workspace's rows of all of them lie together, so that no query, key or transaction of a workspace leaves its server. */
export const distributed = [
  "usage_event",
  "usage_identity",
  "usage_day",
  "usage_day_team",
  "usage_day_model",
  "usage_month",
  "usage_month_team",
  "usage_month_model",
  "charge",
  "import_conflict",
  "dimension_value",
];

/** What all workspaces share and changes rarely: a copy on every server. */
/** @type {string[]} */
export const reference = [];

/** What stays on the coordinator, and why: small, and never what fills a server. */
export const local = [
  {
    why: "Of people, not of workspaces: read at each sign-in and request, by keys of their own.",
    tables: ["user", "recovery_code", "password_reset", "identity", "session", "workspace"],
  },
  {
    why: "Refers to people, who are of no workspace.",
    tables: ["membership", "saved_view", "default_view"],
  },
  {
    why: "Found by what somebody brings along (a key, a link, a domain, a group) before it is known of which workspace they are.",
    tables: ["api_key", "invitation", "sign_in_domain", "sign_in_group", "former_member"],
  },
  {
    why: "Counts callers, whoever they are.",
    tables: ["rate_limit", "request_rate"],
  },
  {
    why: "A trigger numbers, chains or announces its rows, or refuses their change: Citus lets no table with triggers be distributed, and a NOTIFY is heard on one server only.",
    tables: [
      "audit_entry",
      "import",
      "price_rule",
      "baseline",
      "book_period",
      "book_alias",
      "book_model_version",
      "book_model",
      "book_provider_alias",
      "book_check",
    ],
  },
  {
    why: "Triggers keep a closed month closed; all of its tables refer to one another and go together.",
    tables: ["closed_month", "closed_line", "closed_adjustment", "closed_file", "closed_file_part", "reopened_month"],
  },
  {
    why: "Refers to a table that stays here, or is written with it in one statement.",
    tables: ["audit_head", "import_rejection", "webhook", "webhook_delivery"],
  },
  {
    why: "Which months' sums are kept and which days have changed since: few rows, read with the workspace they are of.",
    tables: ["usage_month_kept", "usage_change"],
  },
  {
    why: "What people typed: hundreds of rows of a workspace, each referring to it.",
    tables: [
      ...["scenario", "usage_entry", "import_template", "attribution_rule", "source_standing", "annotation", "fixed_charge", "reporting_currency"],
      ...["rate_source", "currency_rate", "budget", "budget_version", "chargeback_rule", "spread_rule"],
      ...["invoice", "difference_note", "reconciliation_tolerance"],
    ],
  },
  {
    why: "Few rows of a workspace, taken one after another by whatever process sends letters: `for update skip locked` over all workspaces.",
    tables: ["alert", "alert_check", "alert_delivery", "alert_recipient", "report_schedule", "report_recipient", "report_delivery"],
  },
  { why: "Written by no version any more.", tables: ["import_staging"] },
  { why: "Which migrations were applied.", tables: ["_prisma_migrations"] },
];

/** @typedef {"distributed" | "reference" | "local"} Place */

/** Where each table lives. @type {ReadonlyMap<string, Place>} */
export const places = new Map([
  ...distributed.map((name) => /** @type {[string, Place]} */ ([name, "distributed"])),
  ...reference.map((name) => /** @type {[string, Place]} */ ([name, "reference"])),
  ...local.flatMap(({ tables }) => tables.map((name) => /** @type {[string, Place]} */ ([name, "local"]))),
]);

/** The tables of the database that the list does not know. @param {import("pg").ClientBase} client @returns {Promise<string[]>} */
export async function unplacedTables(client) {
  const { rows } = await client.query(
    "select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1",
  );
  return rows.map((row) => row.name).filter((name) => !places.has(name));
}
