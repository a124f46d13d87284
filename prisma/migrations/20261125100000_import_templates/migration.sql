-- How tables of a workspace's own are read, by name; offered where the same header comes again.
CREATE TABLE "import_template" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "header_hash" BYTEA NOT NULL,
    "columns" TEXT[],
    "mapping" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "import_template_pkey" PRIMARY KEY ("workspace_id","id")
);
CREATE UNIQUE INDEX "import_template_workspace_id_name_key" ON "import_template"("workspace_id", "name");
CREATE INDEX "import_template_workspace_id_header_hash_idx" ON "import_template"("workspace_id", "header_hash");
ALTER TABLE "import_template" ADD CONSTRAINT "import_template_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id")
    ON DELETE CASCADE ON UPDATE NO ACTION;
