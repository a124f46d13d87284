-- A baseline holds from the start of a local day (null: over all time), for the workspace, a team or a project, until it is superseded or withdrawn.
ALTER TABLE "baseline" ADD COLUMN "starts_on" DATE;
ALTER TABLE "baseline" ADD COLUMN "withdrawn_at" TIMESTAMPTZ(3);
ALTER TABLE "baseline" ADD COLUMN "withdrawn_by" TEXT;
ALTER TABLE "baseline" ADD CONSTRAINT "baseline_one_scope" CHECK ("team_id" = 0 OR "project_id" = 0);

-- It is never edited: superseded by a later one, or withdrawn, once.
CREATE FUNCTION "refuse_baseline_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."withdrawn_at" IS NOT NULL
    OR to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by' <> to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by' THEN
    RAISE EXCEPTION 'baseline is append-only: withdraw it and record another' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER "baseline_append_only" ON "baseline";
CREATE TRIGGER "baseline_append_only" BEFORE UPDATE ON "baseline"
  FOR EACH ROW EXECUTE FUNCTION "refuse_baseline_change"();
