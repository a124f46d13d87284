-- What is paid apart from usage: subscriptions, commitments, fees, credits, refunds, taxes. Never edited: ended, countered by another line, or withdrawn.
CREATE TABLE "fixed_charge" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "provider" TEXT,
    "team_id" INTEGER NOT NULL DEFAULT 0,
    "cost_centre" TEXT,
    "price" DECIMAL NOT NULL,
    "seats" INTEGER NOT NULL DEFAULT 1,
    "currency" TEXT NOT NULL,
    "is_monthly" BOOLEAN NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "note" TEXT,
    "counters_id" INTEGER,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "fixed_charge_pkey" PRIMARY KEY ("workspace_id","id")
);

ALTER TABLE "fixed_charge" ADD CONSTRAINT "fixed_charge_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
