-- What may be spent in a month, by the whole workspace or a part of it. Its versions are only ever added to; the latest recorded that has begun counts.
CREATE TABLE "budget" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "scope" TEXT NOT NULL,
    "name" TEXT,
    "team_id" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "budget_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE TABLE "budget_version" (
    "workspace_id" INTEGER NOT NULL,
    "budget_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "amount" DECIMAL NOT NULL,
    "from_month" TEXT NOT NULL,
    "to_month" TEXT,
    "thresholds" JSONB NOT NULL,
    "note" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "budget_version_pkey" PRIMARY KEY ("workspace_id","budget_id","id")
);

ALTER TABLE "budget" ADD CONSTRAINT "budget_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "budget_version" ADD CONSTRAINT "budget_version_workspace_id_budget_id_fkey" FOREIGN KEY ("workspace_id", "budget_id") REFERENCES "budget"("workspace_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
