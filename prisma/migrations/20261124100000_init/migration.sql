-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('owner', 'admin', 'editor', 'finance', 'viewer');

-- CreateEnum
CREATE TYPE "import_status" AS ENUM ('queued', 'running', 'done', 'failed', 'interrupted', 'undone');

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "locale" TEXT,
    "theme" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "user_agent" TEXT,
    "address" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspace" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "workspace_id" INTEGER NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "role" NOT NULL,
    "teams" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "workspace_id" INTEGER NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "workspace_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target" TEXT,
    "before" JSONB,
    "after" JSONB,
    "address" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "import" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'file',
    "status" "import_status" NOT NULL DEFAULT 'queued',
    "filename" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "sha256" TEXT,
    "format" TEXT,
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "mapping" JSONB,
    "source" TEXT,
    "standing_key" TEXT,
    "actor" TEXT NOT NULL,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "accepted" BIGINT NOT NULL DEFAULT 0,
    "duplicates" BIGINT NOT NULL DEFAULT 0,
    "conflicts" BIGINT NOT NULL DEFAULT 0,
    "rejected" BIGINT NOT NULL DEFAULT 0,
    "ignored" BIGINT NOT NULL DEFAULT 0,
    "charges" BIGINT NOT NULL DEFAULT 0,
    "rejected_reasons" JSONB NOT NULL DEFAULT '{}',
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "totals" JSONB NOT NULL DEFAULT '{}',
    "reported_cost" JSONB NOT NULL DEFAULT '{}',
    "first_at" TIMESTAMPTZ(6),
    "last_at" TIMESTAMPTZ(6),
    "error_code" TEXT,
    "error_detail" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "import_rejection" (
    "workspace_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "line" BIGINT NOT NULL,
    "code" TEXT NOT NULL,
    "cells" TEXT[],

    CONSTRAINT "import_rejection_pkey" PRIMARY KEY ("workspace_id","import_id","line")
);

-- CreateTable
CREATE TABLE "import_conflict" (
    "workspace_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "line" BIGINT NOT NULL,
    "previous_import_id" INTEGER NOT NULL,
    "replaced" BOOLEAN NOT NULL,
    "numbers" JSONB NOT NULL,

    CONSTRAINT "import_conflict_pkey" PRIMARY KEY ("workspace_id","import_id","id_hash")
);

-- CreateTable
CREATE TABLE "dimension_value" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "provider" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL,

    CONSTRAINT "dimension_value_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "usage_event" (
    "workspace_id" INTEGER NOT NULL,
    "import_id" INTEGER NOT NULL,
    "line" BIGINT NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6),
    "raw_model_id" INTEGER NOT NULL,
    "service_tier_id" INTEGER NOT NULL,
    "prompt_band" BIGINT NOT NULL,
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
    "reasoning" BIGINT NOT NULL,
    "reported_cost" DECIMAL,
    "reported_currency" TEXT,
    "superseded" BOOLEAN NOT NULL DEFAULT false
);

-- CreateTable
CREATE TABLE "usage_identity" (
    "workspace_id" INTEGER NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "import_id" INTEGER NOT NULL,
    "numbers_hash" BIGINT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "hash_version" SMALLINT NOT NULL,

    CONSTRAINT "usage_identity_pkey" PRIMARY KEY ("workspace_id","id_hash")
);

-- CreateTable
CREATE TABLE "usage_day" (
    "workspace_id" INTEGER NOT NULL,
    "segment" TIMESTAMPTZ(6) NOT NULL,
    "import_id" INTEGER NOT NULL,
    "raw_model_id" INTEGER NOT NULL,
    "service_tier_id" INTEGER NOT NULL,
    "prompt_band" BIGINT NOT NULL,
    "source_id" INTEGER NOT NULL,
    "team_id" INTEGER NOT NULL,
    "project_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "api_key_id" INTEGER NOT NULL,
    "rows" BIGINT NOT NULL,
    "requests" DECIMAL NOT NULL,
    "requests_unknown" BIGINT NOT NULL,
    "input" DECIMAL NOT NULL,
    "cache_read" DECIMAL NOT NULL,
    "cache_write_5m" DECIMAL NOT NULL,
    "cache_write_1h" DECIMAL NOT NULL,
    "output" DECIMAL NOT NULL,
    "reasoning" DECIMAL NOT NULL,

    CONSTRAINT "usage_day_pkey" PRIMARY KEY ("workspace_id","segment","import_id","raw_model_id","service_tier_id","prompt_band","source_id","team_id","project_id","user_id","api_key_id")
);

-- CreateTable
CREATE TABLE "usage_day_team" (
    "workspace_id" INTEGER NOT NULL,
    "segment" TIMESTAMPTZ(6) NOT NULL,
    "import_id" INTEGER NOT NULL,
    "raw_model_id" INTEGER NOT NULL,
    "service_tier_id" INTEGER NOT NULL,
    "prompt_band" BIGINT NOT NULL,
    "source_id" INTEGER NOT NULL,
    "team_id" INTEGER NOT NULL,
    "rows" BIGINT NOT NULL,
    "requests" DECIMAL NOT NULL,
    "requests_unknown" BIGINT NOT NULL,
    "input" DECIMAL NOT NULL,
    "cache_read" DECIMAL NOT NULL,
    "cache_write_5m" DECIMAL NOT NULL,
    "cache_write_1h" DECIMAL NOT NULL,
    "output" DECIMAL NOT NULL,
    "reasoning" DECIMAL NOT NULL,

    CONSTRAINT "usage_day_team_pkey" PRIMARY KEY ("workspace_id","segment","import_id","raw_model_id","service_tier_id","prompt_band","source_id","team_id")
);

-- CreateTable
CREATE TABLE "usage_day_model" (
    "workspace_id" INTEGER NOT NULL,
    "segment" TIMESTAMPTZ(6) NOT NULL,
    "import_id" INTEGER NOT NULL,
    "raw_model_id" INTEGER NOT NULL,
    "service_tier_id" INTEGER NOT NULL,
    "prompt_band" BIGINT NOT NULL,
    "source_id" INTEGER NOT NULL,
    "rows" BIGINT NOT NULL,
    "requests" DECIMAL NOT NULL,
    "requests_unknown" BIGINT NOT NULL,
    "input" DECIMAL NOT NULL,
    "cache_read" DECIMAL NOT NULL,
    "cache_write_5m" DECIMAL NOT NULL,
    "cache_write_1h" DECIMAL NOT NULL,
    "output" DECIMAL NOT NULL,
    "reasoning" DECIMAL NOT NULL,

    CONSTRAINT "usage_day_model_pkey" PRIMARY KEY ("workspace_id","segment","import_id","raw_model_id","service_tier_id","prompt_band","source_id")
);

-- CreateTable
CREATE TABLE "book_provider_alias" (
    "alias" TEXT NOT NULL,
    "provider" TEXT NOT NULL,

    CONSTRAINT "book_provider_alias_pkey" PRIMARY KEY ("alias")
);

-- CreateTable
CREATE TABLE "book_model" (
    "provider" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "patterns" TEXT[],
    "tokenizer" TEXT,
    "context_window" BIGINT,
    "batch_multiplier" DECIMAL,
    "released_on" DATE,
    "retired_on" DATE,
    "note" TEXT,

    CONSTRAINT "book_model_pkey" PRIMARY KEY ("provider","id")
);

-- CreateTable
CREATE TABLE "book_period" (
    "id" BIGSERIAL NOT NULL,
    "provider" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "start_is_certain" BOOLEAN NOT NULL DEFAULT true,
    "start_basis" TEXT,
    "input" BIGINT NOT NULL,
    "output" BIGINT NOT NULL,
    "cache_read" BIGINT,
    "cache_write_5m" BIGINT,
    "cache_write_1h" BIGINT,
    "long_threshold" BIGINT,
    "long_input" BIGINT,
    "long_output" BIGINT,
    "long_cache_read" BIGINT,
    "long_cache_write_5m" BIGINT,
    "long_cache_write_1h" BIGINT,
    "note" TEXT,
    "sources" JSONB NOT NULL,
    "recorded_at" TIMESTAMPTZ(3),

    CONSTRAINT "book_period_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "book_alias" (
    "id" BIGSERIAL NOT NULL,
    "provider" TEXT NOT NULL,
    "alias" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "recorded_at" TIMESTAMPTZ(3),

    CONSTRAINT "book_alias_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "price_rule" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "provider" TEXT,
    "model" TEXT,
    "percent" DECIMAL,
    "prices" JSONB,
    "target" TEXT,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "note" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "price_rule_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "baseline" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "team_id" INTEGER NOT NULL DEFAULT 0,
    "project_id" INTEGER NOT NULL DEFAULT 0,
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "k_in" DECIMAL NOT NULL DEFAULT 1,
    "k_out" DECIMAL NOT NULL DEFAULT 1,
    "k_in_low" DECIMAL NOT NULL DEFAULT 0.8,
    "k_out_low" DECIMAL NOT NULL DEFAULT 0.8,
    "k_in_high" DECIMAL NOT NULL DEFAULT 1.1,
    "k_out_high" DECIMAL NOT NULL DEFAULT 1.1,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "baseline_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "workspace_slug_key" ON "workspace"("slug");

-- CreateIndex
CREATE INDEX "membership_user_id_idx" ON "membership"("user_id");

-- CreateIndex
CREATE INDEX "api_key_hash_idx" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "import_workspace_id_standing_key_idx" ON "import"("workspace_id", "standing_key");

-- CreateIndex
CREATE INDEX "import_workspace_id_sha256_idx" ON "import"("workspace_id", "sha256");

-- CreateIndex
CREATE UNIQUE INDEX "dimension_value_workspace_id_kind_provider_name_key" ON "dimension_value"("workspace_id", "kind", "provider", "name");

-- CreateIndex
CREATE INDEX "usage_event_workspace_id_starts_at_idx" ON "usage_event"("workspace_id", "starts_at");

-- CreateIndex
CREATE INDEX "usage_event_import_id_idx" ON "usage_event" USING BRIN ("import_id");

-- CreateIndex
CREATE UNIQUE INDEX "book_period_provider_model_id_starts_at_recorded_at_key" ON "book_period"("provider", "model_id", "starts_at", "recorded_at");

-- CreateIndex
CREATE UNIQUE INDEX "book_alias_provider_alias_starts_at_recorded_at_key" ON "book_alias"("provider", "alias", "starts_at", "recorded_at");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import" ADD CONSTRAINT "import_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "import_rejection" ADD CONSTRAINT "import_rejection_workspace_id_import_id_fkey" FOREIGN KEY ("workspace_id", "import_id") REFERENCES "import"("workspace_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "book_period" ADD CONSTRAINT "book_period_provider_model_id_fkey" FOREIGN KEY ("provider", "model_id") REFERENCES "book_model"("provider", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "book_alias" ADD CONSTRAINT "book_alias_provider_model_id_fkey" FOREIGN KEY ("provider", "model_id") REFERENCES "book_model"("provider", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "price_rule" ADD CONSTRAINT "price_rule_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "baseline" ADD CONSTRAINT "baseline_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;



-- Nothing in the price book or the audit trail is edited: a correction is a new row.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER "book_period_append_only" BEFORE UPDATE OR DELETE ON "book_period"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "book_alias_append_only" BEFORE UPDATE OR DELETE ON "book_alias"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- Tokens, counts and bands are never negative; a day starts on a quarter hour.
ALTER TABLE "usage_event" ADD CONSTRAINT "usage_event_not_negative" CHECK (
  "input" >= 0 AND "cache_read" >= 0 AND "cache_write_5m" >= 0 AND "cache_write_1h" >= 0
  AND "output" >= 0 AND "reasoning" >= 0 AND ("requests" IS NULL OR "requests" >= 0));
