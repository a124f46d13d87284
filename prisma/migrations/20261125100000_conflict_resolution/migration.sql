-- A known row that came with other numbers is kept, superseded, so that it can replace what is there afterwards.
ALTER TABLE "import_conflict" ADD COLUMN "starts_at" TIMESTAMPTZ(6), ADD COLUMN "kept_at" TIMESTAMPTZ(3);

-- How much of a running import is still to come.
ALTER TABLE "import" ADD COLUMN "bytes_total" BIGINT;

-- Conflicts are read in the order of their file.
CREATE INDEX "import_conflict_workspace_id_import_id_line_idx" ON "import_conflict"("workspace_id", "import_id", "line");
