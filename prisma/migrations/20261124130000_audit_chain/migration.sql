-- The trail is numbered without gaps within its workspace and chained by hash; 0 is the installation itself, which outlives every workspace.
ALTER TABLE "audit_entry" DROP CONSTRAINT "audit_entry_workspace_id_fkey";
ALTER TABLE "audit_entry" ALTER COLUMN "id" DROP DEFAULT;
DROP SEQUENCE "audit_entry_id_seq";
ALTER TABLE "audit_entry" ADD COLUMN "request_id" TEXT;
ALTER TABLE "audit_entry" ADD COLUMN "hash" BYTEA;

-- Where each chain ends: shows that its last entries were taken away, and makes writers of one chain wait for each other.
CREATE TABLE "audit_head" (
    "workspace_id" INTEGER NOT NULL,
    "number" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("workspace_id")
);

-- What is hashed; scripts/audit.mjs says the same.
CREATE FUNCTION "audit_content"(e "audit_entry") RETURNS text LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_array(e.workspace_id, e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    e.actor, e.action, e.target, e.before, e.after, e.address, e.request_id)::text
$$;

CREATE FUNCTION "chain_audit_entry"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head "audit_head";
BEGIN
  INSERT INTO "audit_head" AS h VALUES (NEW.workspace_id, 0, '') ON CONFLICT (workspace_id) DO UPDATE SET number = h.number
    RETURNING h.* INTO head;
  NEW.id := head.number + 1;
  NEW.at := date_trunc('milliseconds', clock_timestamp());
  NEW.hash := sha256(head.hash || convert_to(audit_content(NEW), 'UTF8'));
  UPDATE "audit_head" SET number = NEW.id, hash = NEW.hash WHERE workspace_id = NEW.workspace_id;
  RETURN NEW;
END $$;

-- What there is already is numbered and chained in its order.
ALTER TABLE "audit_entry" DISABLE TRIGGER USER;
UPDATE "audit_entry" a SET "id" = -n.number FROM (
  SELECT "workspace_id", "id", row_number() OVER (PARTITION BY "workspace_id" ORDER BY "id") AS number FROM "audit_entry") n
  WHERE n."workspace_id" = a."workspace_id" AND n."id" = a."id";
UPDATE "audit_entry" SET "id" = -"id";
DO $$
DECLARE
  entry "audit_entry";
  chained bytea;
BEGIN
  FOR entry IN SELECT * FROM "audit_entry" ORDER BY workspace_id, id LOOP
    chained := sha256(coalesce((SELECT h.hash FROM "audit_head" h WHERE h.workspace_id = entry.workspace_id), '') || convert_to(audit_content(entry), 'UTF8'));
    UPDATE "audit_entry" SET hash = chained WHERE workspace_id = entry.workspace_id AND id = entry.id;
    INSERT INTO "audit_head" VALUES (entry.workspace_id, entry.id, chained)
      ON CONFLICT (workspace_id) DO UPDATE SET number = excluded.number, hash = excluded.hash;
  END LOOP;
END $$;
ALTER TABLE "audit_entry" ENABLE TRIGGER USER;
ALTER TABLE "audit_entry" ALTER COLUMN "hash" SET NOT NULL;

-- Append-only, but for the deletion of a whole workspace: that transaction names it in a setting of its own.
CREATE OR REPLACE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND to_jsonb(OLD) ->> 'workspace_id' = current_setting('obole.deleted_workspace', true) THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER "audit_entry_append_only" ON "audit_entry";
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_entry_no_truncate" BEFORE TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "audit_entry_chain" BEFORE INSERT ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION "chain_audit_entry"();

CREATE INDEX "audit_entry_workspace_id_action_id_idx" ON "audit_entry"("workspace_id", "action", "id");
CREATE INDEX "audit_entry_workspace_id_actor_id_idx" ON "audit_entry"("workspace_id", "actor", "id");
CREATE INDEX "audit_entry_workspace_id_at_idx" ON "audit_entry"("workspace_id", "at");

-- How far ahead of its allowance a key, person or address is. Unlogged: after a crash everybody begins anew, and a request costs no flush to disk.
CREATE UNLOGGED TABLE "request_rate" (
    "key" VARCHAR(255) NOT NULL,
    "spent_until" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "request_rate_pkey" PRIMARY KEY ("key")
);
