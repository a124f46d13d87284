-- The reporting currency, and the rates it is computed with. Appended: the latest counts, a rate's source stays with it.
CREATE TABLE "reporting_currency" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "currency" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "reporting_currency_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE TABLE "rate_source" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "rate_source_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE TABLE "currency_rate" (
    "workspace_id" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "from_currency" TEXT NOT NULL,
    "to_currency" TEXT NOT NULL,
    "rate" DECIMAL NOT NULL,

    CONSTRAINT "currency_rate_pkey" PRIMARY KEY ("workspace_id","source_id","day","from_currency","to_currency")
);

CREATE INDEX "currency_rate_workspace_id_day_idx" ON "currency_rate"("workspace_id", "day");

ALTER TABLE "reporting_currency" ADD CONSTRAINT "reporting_currency_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "rate_source" ADD CONSTRAINT "rate_source_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "currency_rate" ADD CONSTRAINT "currency_rate_workspace_id_source_id_fkey" FOREIGN KEY ("workspace_id", "source_id") REFERENCES "rate_source"("workspace_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
