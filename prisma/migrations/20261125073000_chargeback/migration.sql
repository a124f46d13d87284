-- Which cost centre and ledger code usage is charged to, and how what belongs to nobody is spread. Superseded or withdrawn, never edited.
CREATE TABLE "chargeback_rule" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "team_id" INTEGER,
    "project_id" INTEGER,
    "user_id" INTEGER,
    "api_key_id" INTEGER,
    "cost_centre" TEXT NOT NULL,
    "ledger_code" TEXT,
    "starts_on" DATE,
    "note" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "chargeback_rule_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE TABLE "spread_rule" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "pool" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "shares" JSONB NOT NULL DEFAULT '[]',
    "ledger_code" TEXT,
    "starts_on" DATE,
    "note" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "spread_rule_pkey" PRIMARY KEY ("workspace_id","id")
);

ALTER TABLE "chargeback_rule" ADD CONSTRAINT "chargeback_rule_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "spread_rule" ADD CONSTRAINT "spread_rule_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
