-- What providers bill, beside what usage costs: invoices as they were written down, the tolerance, and what was said of a difference. Nothing is edited: an
-- invoice is withdrawn, a later note takes an earlier one's place.
CREATE TABLE "invoice" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "month" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL NOT NULL,
    "credits" DECIMAL NOT NULL DEFAULT 0,
    "tax" DECIMAL NOT NULL DEFAULT 0,
    "note" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE INDEX "invoice_workspace_id_month_idx" ON "invoice"("workspace_id", "month");

CREATE TABLE "difference_note" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "month" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "difference" DECIMAL NOT NULL,
    "is_signed_off" BOOLEAN NOT NULL,
    "note" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "difference_note_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE INDEX "difference_note_workspace_id_month_idx" ON "difference_note"("workspace_id", "month");

CREATE TABLE "reconciliation_tolerance" (
    "workspace_id" INTEGER NOT NULL,
    "amount" DECIMAL NOT NULL,
    "percent" DECIMAL NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "reconciliation_tolerance_pkey" PRIMARY KEY ("workspace_id")
);

ALTER TABLE "invoice" ADD CONSTRAINT "invoice_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "difference_note" ADD CONSTRAINT "difference_note_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "reconciliation_tolerance" ADD CONSTRAINT "reconciliation_tolerance_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
