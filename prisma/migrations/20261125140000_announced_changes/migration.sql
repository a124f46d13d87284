-- Whoever listens hears, once a transaction is committed, which workspace's figures or records have changed; 0: the price book, so all of them.
CREATE FUNCTION "announce_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('obole_changed', NEW.workspace_id::text);
  RETURN NULL;
END $$;

CREATE FUNCTION "announce_book"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('obole_changed', '0');
  RETURN NULL;
END $$;

-- What counts of an import: that it is there, how it stands, and what came in. Its progress has no listeners.
CREATE TRIGGER "announce_new_import" AFTER INSERT ON "import" FOR EACH ROW EXECUTE FUNCTION "announce_change"();
CREATE TRIGGER "announce_import" AFTER UPDATE ON "import" FOR EACH ROW
  WHEN ((OLD.status, OLD.accepted, OLD.duplicates, OLD.conflicts) IS DISTINCT FROM (NEW.status, NEW.accepted, NEW.duplicates, NEW.conflicts))
  EXECUTE FUNCTION "announce_change"();

-- Everything else that is written has its entry in the trail.
CREATE TRIGGER "announce_entry" AFTER INSERT ON "audit_entry" FOR EACH ROW WHEN (NEW.workspace_id <> 0) EXECUTE FUNCTION "announce_change"();
CREATE TRIGGER "announce_period" AFTER INSERT ON "book_period" FOR EACH STATEMENT EXECUTE FUNCTION "announce_book"();
CREATE TRIGGER "announce_alias" AFTER INSERT ON "book_alias" FOR EACH STATEMENT EXECUTE FUNCTION "announce_book"();
