-- Which row of its import holds an identity: what is new in a chunk can be told without a returning clause feeding an insert.
ALTER TABLE "usage_identity" ADD COLUMN "line" BIGINT NOT NULL DEFAULT 0;

-- Where the row stood that was replaced, so that it can return.
ALTER TABLE "import_conflict" ADD COLUMN "previous_line" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "import_conflict" ADD COLUMN "previous_starts_at" TIMESTAMPTZ(6) NOT NULL DEFAULT '1970-01-01T00:00:00Z';
ALTER TABLE "import_conflict" ADD COLUMN "previous_numbers_hash" BIGINT NOT NULL DEFAULT 0;

-- One import has one running number of its own in a workspace; a standing import is found by its key.
DROP INDEX "import_workspace_id_standing_key_idx";
CREATE UNIQUE INDEX "import_workspace_id_standing_key_key" ON "import"("workspace_id", "standing_key");

-- Rows on their way in, seen by nobody. Unlogged: a crash of the server empties it, which is right.
CREATE UNLOGGED TABLE "import_staging" (
    "workspace_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "chunk" INTEGER NOT NULL,
    "line" BIGINT NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "numbers_hash" BIGINT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "raw_model_id" INTEGER NOT NULL,
    "service_tier_id" INTEGER NOT NULL,
    "prompt" BIGINT,
    "team_id" INTEGER NOT NULL,
    "project_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "api_key_id" INTEGER NOT NULL,
    "source_id" INTEGER NOT NULL,
    "requests" BIGINT,
    "input" BIGINT NOT NULL,
    "cache_read" BIGINT NOT NULL,
    "cache_write_5m" BIGINT NOT NULL,
    "cache_write_1h" BIGINT NOT NULL,
    "output" BIGINT NOT NULL,
    "reasoning" BIGINT NOT NULL
);
CREATE INDEX "import_staging_workspace_id_import_id_chunk_idx" ON "import_staging"("workspace_id", "import_id", "chunk");

-- Rows this import skipped because another held them, by that import.
ALTER TABLE "import" ADD COLUMN "known_rows" JSONB NOT NULL DEFAULT '{}';

-- The file's own column names, to head its rejected rows with.
ALTER TABLE "import" ADD COLUMN "columns" TEXT[];
