-- What months come to, kept so that a year is not summed from its days each time it is looked at: the cube and its slices, over all imports, in as few pieces as
-- prices allow. `segment`: the start of the month, or where a price begins inside it.
CREATE TABLE "usage_month" (
    "workspace_id" INTEGER NOT NULL,
    "segment" TIMESTAMPTZ(6) NOT NULL,
    "raw_model_id" INTEGER NOT NULL,
    "service_tier_id" INTEGER NOT NULL,
    "prompt_band" BIGINT NOT NULL,
    "source_id" INTEGER NOT NULL,
    "team_id" INTEGER NOT NULL,
    "project_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "api_key_id" INTEGER NOT NULL,
    "requests" DECIMAL NOT NULL,
    "requests_unknown" DECIMAL NOT NULL,
    "input" DECIMAL NOT NULL,
    "cache_read" DECIMAL NOT NULL,
    "cache_write_5m" DECIMAL NOT NULL,
    "cache_write_1h" DECIMAL NOT NULL,
    "output" DECIMAL NOT NULL,
    "reasoning" DECIMAL NOT NULL,

    CONSTRAINT "usage_month_pkey" PRIMARY KEY ("workspace_id","segment","raw_model_id","service_tier_id","prompt_band","source_id","team_id","project_id","user_id","api_key_id")
);

CREATE TABLE "usage_month_team" (
    "workspace_id" INTEGER NOT NULL,
    "segment" TIMESTAMPTZ(6) NOT NULL,
    "raw_model_id" INTEGER NOT NULL,
    "service_tier_id" INTEGER NOT NULL,
    "prompt_band" BIGINT NOT NULL,
    "source_id" INTEGER NOT NULL,
    "team_id" INTEGER NOT NULL,
    "requests" DECIMAL NOT NULL,
    "requests_unknown" DECIMAL NOT NULL,
    "input" DECIMAL NOT NULL,
    "cache_read" DECIMAL NOT NULL,
    "cache_write_5m" DECIMAL NOT NULL,
    "cache_write_1h" DECIMAL NOT NULL,
    "output" DECIMAL NOT NULL,
    "reasoning" DECIMAL NOT NULL,

    CONSTRAINT "usage_month_team_pkey" PRIMARY KEY ("workspace_id","segment","raw_model_id","service_tier_id","prompt_band","source_id","team_id")
);

CREATE TABLE "usage_month_model" (
    "workspace_id" INTEGER NOT NULL,
    "segment" TIMESTAMPTZ(6) NOT NULL,
    "raw_model_id" INTEGER NOT NULL,
    "service_tier_id" INTEGER NOT NULL,
    "prompt_band" BIGINT NOT NULL,
    "source_id" INTEGER NOT NULL,
    "requests" DECIMAL NOT NULL,
    "requests_unknown" DECIMAL NOT NULL,
    "input" DECIMAL NOT NULL,
    "cache_read" DECIMAL NOT NULL,
    "cache_write_5m" DECIMAL NOT NULL,
    "cache_write_1h" DECIMAL NOT NULL,
    "output" DECIMAL NOT NULL,
    "reasoning" DECIMAL NOT NULL,

    CONSTRAINT "usage_month_model_pkey" PRIMARY KEY ("workspace_id","segment","raw_model_id","service_tier_id","prompt_band","source_id")
);

-- Which months are kept, and where in them prices begin.
CREATE TABLE "usage_month_kept" (
    "workspace_id" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "cuts" TIMESTAMPTZ(6)[],

    CONSTRAINT "usage_month_kept_pkey" PRIMARY KEY ("workspace_id","starts_at")
);

-- Marks of what has changed in the days since: a month that has one is read by its days. Only ever added and, once summed, removed, so that no writer waits for another.
CREATE TABLE "usage_change" (
    "workspace_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "segment" TIMESTAMPTZ(6) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_change_pkey" PRIMARY KEY ("workspace_id","id")
);
CREATE INDEX "usage_change_workspace_id_segment_idx" ON "usage_change"("workspace_id", "segment");

-- What is there already is summed in a day: the version before does not mark what it changes, and may run while this one starts.
INSERT INTO "usage_change" ("workspace_id", "segment", "changed_at")
SELECT DISTINCT "workspace_id", "segment", CURRENT_TIMESTAMP + INTERVAL '1 day' FROM "usage_day_model";
