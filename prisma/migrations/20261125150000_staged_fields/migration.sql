-- What a row without an id is known by, so that the database can tell the second of a file from the first.
ALTER TABLE "import_staging" ADD COLUMN "fields" BYTEA;
