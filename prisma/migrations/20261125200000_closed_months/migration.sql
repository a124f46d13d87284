-- Closed months: what a month's report said when it was closed, for ever. Nothing here is ever changed: a month that is reopened keeps what was closed, and
-- closing it again adds another version. `number` is the report number, gap-free within a workspace.
CREATE TABLE "closed_month" (
    "workspace_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "month" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_by" TEXT NOT NULL,
    "known_at" TIMESTAMPTZ(3) NOT NULL,
    "timezone" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "currency" TEXT NOT NULL,
    "rate" JSONB,
    "baseline" JSONB NOT NULL,
    "price_book_at" TIMESTAMPTZ(3),
    "checks" JSONB NOT NULL,
    "document" JSONB NOT NULL,
    "spend" DECIMAL NOT NULL,
    "total" DECIMAL NOT NULL,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "closed_month_pkey" PRIMARY KEY ("workspace_id","number"),
    CONSTRAINT "closed_month_is_over" CHECK ("starts_at" < "ends_at" AND "ends_at" <= "closed_at")
);

CREATE UNIQUE INDEX "closed_month_workspace_id_month_version_key" ON "closed_month"("workspace_id", "month", "version");

-- What a closed month's usage cost, in pico-dollars.
CREATE TABLE "closed_line" (
    "workspace_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "provider" TEXT,
    "model" TEXT,
    "team" TEXT,
    "project" TEXT,
    "requests" DECIMAL NOT NULL,
    "input" DECIMAL NOT NULL,
    "cache_read" DECIMAL NOT NULL,
    "cache_write_5m" DECIMAL NOT NULL,
    "cache_write_1h" DECIMAL NOT NULL,
    "output" DECIMAL NOT NULL,
    "unpriced_requests" DECIMAL NOT NULL,
    "unpriced_tokens" DECIMAL NOT NULL,
    "cost" DECIMAL,
    "prices" JSONB,

    CONSTRAINT "closed_line_pkey" PRIMARY KEY ("workspace_id","number","line")
);

-- What a closed month carries of months closed before it (`of_number`): the difference there was, signed, once and for all.
CREATE TABLE "closed_adjustment" (
    "workspace_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "of_number" INTEGER NOT NULL,
    "provider" TEXT,
    "model" TEXT,
    "team" TEXT,
    "project" TEXT,
    "requests" DECIMAL NOT NULL,
    "input" DECIMAL NOT NULL,
    "cache_read" DECIMAL NOT NULL,
    "cache_write_5m" DECIMAL NOT NULL,
    "cache_write_1h" DECIMAL NOT NULL,
    "output" DECIMAL NOT NULL,
    "unpriced_requests" DECIMAL NOT NULL,
    "unpriced_tokens" DECIMAL NOT NULL,
    "cost" DECIMAL NOT NULL,

    CONSTRAINT "closed_adjustment_pkey" PRIMARY KEY ("workspace_id","number","line")
);

CREATE INDEX "closed_adjustment_workspace_id_of_number_idx" ON "closed_adjustment"("workspace_id", "of_number");

-- The bytes of a closed month's files, in parts so that any size is streamed.
CREATE TABLE "closed_file" (
    "workspace_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "locale" TEXT,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "closed_file_pkey" PRIMARY KEY ("workspace_id","number","name")
);

CREATE TABLE "closed_file_part" (
    "workspace_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "closed_file_part_pkey" PRIMARY KEY ("workspace_id","number","name","part")
);

-- That a closed month was opened again: what it said stays, and holds no more.
CREATE TABLE "reopened_month" (
    "workspace_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "reopened_at" TIMESTAMPTZ(3) NOT NULL,
    "reopened_by" TEXT NOT NULL,

    CONSTRAINT "reopened_month_pkey" PRIMARY KEY ("workspace_id","number")
);

ALTER TABLE "closed_month" ADD CONSTRAINT "closed_month_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "closed_line" ADD CONSTRAINT "closed_line_workspace_id_number_fkey" FOREIGN KEY ("workspace_id", "number") REFERENCES "closed_month"("workspace_id", "number") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "closed_adjustment" ADD CONSTRAINT "closed_adjustment_workspace_id_number_fkey" FOREIGN KEY ("workspace_id", "number") REFERENCES "closed_month"("workspace_id", "number") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "closed_adjustment" ADD CONSTRAINT "closed_adjustment_workspace_id_of_number_fkey" FOREIGN KEY ("workspace_id", "of_number") REFERENCES "closed_month"("workspace_id", "number") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "closed_file" ADD CONSTRAINT "closed_file_workspace_id_number_fkey" FOREIGN KEY ("workspace_id", "number") REFERENCES "closed_month"("workspace_id", "number") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "closed_file_part" ADD CONSTRAINT "closed_file_part_workspace_id_number_name_fkey" FOREIGN KEY ("workspace_id", "number", "name") REFERENCES "closed_file"("workspace_id", "number", "name") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "reopened_month" ADD CONSTRAINT "reopened_month_workspace_id_number_fkey" FOREIGN KEY ("workspace_id", "number") REFERENCES "closed_month"("workspace_id", "number") ON DELETE CASCADE ON UPDATE NO ACTION;

-- A number follows the last one, a version the last version, which was reopened before.
CREATE FUNCTION "check_closing"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.number <> 1 + coalesce((SELECT max(number) FROM closed_month WHERE workspace_id = NEW.workspace_id), 0) THEN
    RAISE EXCEPTION 'report numbers follow one another' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.version <> 1 + coalesce((SELECT max(version) FROM closed_month WHERE workspace_id = NEW.workspace_id AND month = NEW.month), 0) THEN
    RAISE EXCEPTION 'versions of a month follow one another' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT FROM closed_month m WHERE m.workspace_id = NEW.workspace_id AND m.month = NEW.month
    AND NOT EXISTS (SELECT FROM reopened_month r WHERE r.workspace_id = m.workspace_id AND r.number = m.number)) THEN
    RAISE EXCEPTION '% is closed', NEW.month USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "closed_month_follows" BEFORE INSERT ON "closed_month" FOR EACH ROW EXECUTE FUNCTION "check_closing"();

-- The latest closed month is reopened first.
CREATE FUNCTION "check_reopening"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM closed_month m JOIN closed_month o ON o.workspace_id = m.workspace_id AND o.number = NEW.number
    WHERE m.workspace_id = NEW.workspace_id AND m.month > o.month
      AND NOT EXISTS (SELECT FROM reopened_month r WHERE r.workspace_id = m.workspace_id AND r.number = m.number)) THEN
    RAISE EXCEPTION 'a later month is closed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "reopened_month_latest_first" BEFORE INSERT ON "reopened_month" FOR EACH ROW EXECUTE FUNCTION "check_reopening"();

-- What a closing consists of is written with it: nothing is added to one that was committed.
CREATE FUNCTION "refuse_late_part"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added a WHERE NOT EXISTS (SELECT FROM closed_month m
    WHERE m.workspace_id = a.workspace_id AND m.number = a.number AND m.xmin = pg_current_xact_id()::xid)) THEN
    RAISE EXCEPTION '% of a closed month is complete', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['closed_line', 'closed_adjustment', 'closed_file', 'closed_file_part'] LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_part()',
      name || '_complete', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['closed_month', 'closed_line', 'closed_adjustment', 'closed_file', 'closed_file_part', 'reopened_month'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', name || '_append_only', name);
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_no_truncate', name);
  END LOOP;
END $$;
