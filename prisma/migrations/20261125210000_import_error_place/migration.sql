-- Where in the file it went wrong, so that it can be said in every language: {"kind": "line", "value": "5"}.
ALTER TABLE "import" ADD COLUMN "error_place" JSONB;
