-- Money that a source charges: the other side of reconciliation, never spend. Its identities stand beside those of usage.
CREATE TABLE "charge" (
    "workspace_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "line" BIGINT NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "numbers_hash" BIGINT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6),
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "amount" DECIMAL,
    "currency" TEXT,
    "credits" DECIMAL,
    "quantity" DECIMAL,
    "team_id" INTEGER NOT NULL,
    "project_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "api_key_id" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "superseded" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "charge_pkey" PRIMARY KEY ("workspace_id","import_id","line"),
    CONSTRAINT "charge_currency_of_amount" CHECK (("amount" IS NULL) = ("currency" IS NULL))
);
CREATE INDEX "charge_workspace_id_starts_at_idx" ON "charge"("workspace_id", "starts_at");

-- On their way in: what a source says a row cost, the end of its bucket, and what a charge has besides.
ALTER TABLE "import_staging" ADD COLUMN "ends_at" TIMESTAMPTZ(6);
ALTER TABLE "import_staging" ADD COLUMN "reported_cost" TEXT;
ALTER TABLE "import_staging" ADD COLUMN "reported_currency" TEXT;
ALTER TABLE "import_staging" ADD COLUMN "charge" TEXT;

-- Why records were ignored, what was credited apart from the charges, and the month of files that name none.
ALTER TABLE "import" ADD COLUMN "ignored_reasons" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "import" ADD COLUMN "reported_credits" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "import" ADD COLUMN "month" TEXT;

-- One line can hold several records, and two tables can come in one file: a refused record is found by its own number, and shown with its line.
ALTER TABLE "import_rejection" ADD COLUMN "place" BIGINT;
UPDATE "import_rejection" SET "place" = "line";
ALTER TABLE "import_rejection" DROP CONSTRAINT "import_rejection_pkey";
ALTER TABLE "import_rejection" ALTER COLUMN "place" SET NOT NULL;
ALTER TABLE "import_rejection" ADD CONSTRAINT "import_rejection_pkey" PRIMARY KEY ("workspace_id","import_id","place");
