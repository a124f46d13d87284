-- The cube keeps what the source said as its key, and tells beside it whom the workspace's rules count the usage under.
ALTER TABLE "usage_day" RENAME COLUMN "team_id" TO "raw_team_id";
ALTER TABLE "usage_day" RENAME COLUMN "project_id" TO "raw_project_id";
ALTER TABLE "usage_day" RENAME COLUMN "user_id" TO "raw_user_id";
ALTER TABLE "usage_day" RENAME COLUMN "api_key_id" TO "raw_api_key_id";
ALTER TABLE "usage_day" ADD COLUMN "team_id" INTEGER, ADD COLUMN "project_id" INTEGER, ADD COLUMN "user_id" INTEGER, ADD COLUMN "api_key_id" INTEGER;
UPDATE "usage_day" SET "team_id" = "raw_team_id", "project_id" = "raw_project_id", "user_id" = "raw_user_id", "api_key_id" = "raw_api_key_id";
ALTER TABLE "usage_day" ALTER COLUMN "team_id" SET NOT NULL, ALTER COLUMN "project_id" SET NOT NULL, ALTER COLUMN "user_id" SET NOT NULL,
    ALTER COLUMN "api_key_id" SET NOT NULL;

-- Whom usage counts under; append-only.
CREATE TABLE "attribution_rule" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "source_id" INTEGER,
    "provider" TEXT,
    "api_key_id" INTEGER,
    "project_id" INTEGER,
    "user_id" INTEGER,
    "to_team_id" INTEGER,
    "to_project_id" INTEGER,
    "dimension" TEXT,
    "value_id" INTEGER,
    "into_id" INTEGER,
    "starts_on" DATE,
    "note" TEXT,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by" TEXT,

    CONSTRAINT "attribution_rule_pkey" PRIMARY KEY ("workspace_id","id")
);
ALTER TABLE "attribution_rule" ADD CONSTRAINT "attribution_rule_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id")
    ON DELETE CASCADE ON UPDATE NO ACTION;

-- Whether a source's usage counts or is only compared; append-only.
CREATE TABLE "source_standing" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "source_id" INTEGER NOT NULL,
    "provider" TEXT,
    "starts_on" DATE,
    "is_counted" BOOLEAN NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "source_standing_pkey" PRIMARY KEY ("workspace_id","id")
);
ALTER TABLE "source_standing" ADD CONSTRAINT "source_standing_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id")
    ON DELETE CASCADE ON UPDATE NO ACTION;

-- By which of team, project, user and API key an import's totals are broken down; null: it holds none, or it is not known.
ALTER TABLE "import" ADD COLUMN "breakdown" TEXT;
UPDATE "import" i SET "breakdown" = g.breakdown FROM (
    SELECT workspace_id, import_id, concat_ws(',', CASE WHEN bool_or(raw_team_id <> 0) THEN 'team' END, CASE WHEN bool_or(raw_project_id <> 0) THEN 'project' END,
        CASE WHEN bool_or(raw_user_id <> 0) THEN 'user' END, CASE WHEN bool_or(raw_api_key_id <> 0) THEN 'api_key' END) AS breakdown
    FROM "usage_day" WHERE prompt_band = -1 GROUP BY 1, 2) g
WHERE i.workspace_id = g.workspace_id AND i.id = g.import_id AND i.kind = 'file';
