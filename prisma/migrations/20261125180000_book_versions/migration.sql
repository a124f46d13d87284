-- What the price book says of a model besides its prices, each time it says something else: names and patterns, batch multiplier, window, dates. With it,
-- what was known on a day can be asked for. `book_model` keeps the latest, which an earlier version of the product reads.
CREATE TABLE "book_model_version" (
    "id" BIGSERIAL NOT NULL,
    "provider" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "patterns" TEXT[],
    "context_window" BIGINT,
    "batch_multiplier" DECIMAL,
    "released_on" DATE,
    "retired_on" DATE,
    "note" TEXT,
    "recorded_at" TIMESTAMPTZ(3),

    CONSTRAINT "book_model_version_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "book_model_version_provider_model_id_recorded_at_idx" ON "book_model_version"("provider", "model_id", "recorded_at");
ALTER TABLE "book_model_version" ADD CONSTRAINT "book_model_version_provider_model_id_fkey" FOREIGN KEY ("provider", "model_id") REFERENCES "book_model"("provider", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- A model is known since its first price; one that came with the first book, always.
INSERT INTO "book_model_version" ("provider", "model_id", "name", "tier", "patterns", "context_window", "batch_multiplier", "released_on", "retired_on", "note", "recorded_at")
SELECT "provider", "id", "name", "tier", "patterns", "context_window", "batch_multiplier", "released_on", "retired_on", "note",
  (SELECT CASE WHEN bool_or(p."recorded_at" IS NULL) THEN NULL ELSE min(p."recorded_at") END FROM "book_period" p WHERE p."provider" = m."provider" AND p."model_id" = m."id")
FROM "book_model" m ORDER BY "provider", "id";

CREATE TRIGGER "book_model_version_append_only" BEFORE UPDATE OR DELETE ON "book_model_version"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- Since when a spelling of a provider is known.
ALTER TABLE "book_provider_alias" ADD COLUMN "recorded_at" TIMESTAMPTZ(3);
