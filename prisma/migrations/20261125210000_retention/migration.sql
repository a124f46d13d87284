-- Before this instant raw events were removed, or are about to be: what the rollup says of the time before it stands.
ALTER TABLE "workspace" ADD COLUMN "events_from" TIMESTAMPTZ(3);
-- When the rows of an undone import were removed for good.
ALTER TABLE "import" ADD COLUMN "purged_at" TIMESTAMPTZ(3);
