-- Views of the spend page that people keep, which of them each opens with, and what they wrote on days.
CREATE TABLE "saved_view" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "search" TEXT NOT NULL,
    "owner_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("workspace_id","id")
);
CREATE INDEX "saved_view_owner_id_idx" ON "saved_view"("owner_id");
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id")
    ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "saved_view" ADD CONSTRAINT "saved_view_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "user"("id")
    ON DELETE CASCADE ON UPDATE NO ACTION;

CREATE TABLE "default_view" (
    "workspace_id" INTEGER NOT NULL,
    "user_id" UUID NOT NULL,
    "view_id" INTEGER NOT NULL,

    CONSTRAINT "default_view_pkey" PRIMARY KEY ("workspace_id","user_id")
);
CREATE INDEX "default_view_user_id_idx" ON "default_view"("user_id");
CREATE INDEX "default_view_workspace_id_view_id_idx" ON "default_view"("workspace_id","view_id");
ALTER TABLE "default_view" ADD CONSTRAINT "default_view_workspace_id_view_id_fkey" FOREIGN KEY ("workspace_id","view_id") REFERENCES "saved_view"("workspace_id","id")
    ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "default_view" ADD CONSTRAINT "default_view_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id")
    ON DELETE CASCADE ON UPDATE NO ACTION;

CREATE TABLE "annotation" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "day" DATE NOT NULL,
    "text" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "written_by" TEXT NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "annotation_pkey" PRIMARY KEY ("workspace_id","id")
);
CREATE INDEX "annotation_workspace_id_day_idx" ON "annotation"("workspace_id","day");
ALTER TABLE "annotation" ADD CONSTRAINT "annotation_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id")
    ON DELETE CASCADE ON UPDATE NO ACTION;
