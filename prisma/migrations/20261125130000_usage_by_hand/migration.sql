-- Usage that somebody wrote down: once, or every month from a day on. What each has added is in an import of its own.
CREATE TABLE "usage_entry" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "cells" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "is_monthly" BOOLEAN NOT NULL,
    "first_day" DATE NOT NULL,
    "last_day" DATE,
    "next_day" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "usage_entry_pkey" PRIMARY KEY ("workspace_id","id")
);
CREATE INDEX "usage_entry_next_day_idx" ON "usage_entry"("next_day");
ALTER TABLE "usage_entry" ADD CONSTRAINT "usage_entry_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id")
    ON DELETE CASCADE ON UPDATE NO ACTION;
