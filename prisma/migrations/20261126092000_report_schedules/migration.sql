-- Reports that are sent by e-mail every month, to whom, and what became of it.
CREATE TABLE "report_schedule" (
    "workspace_id" INTEGER NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "is_working_day" BOOLEAN NOT NULL,
    "day" SMALLINT NOT NULL,
    "hour" SMALLINT NOT NULL,
    "formats" TEXT[] NOT NULL,
    "locale" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "report_schedule_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE TABLE "report_recipient" (
    "workspace_id" INTEGER NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "schedule_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "unsubscribed_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_recipient_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE TABLE "report_delivery" (
    "workspace_id" INTEGER NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "schedule_id" UUID NOT NULL,
    "recipient_id" UUID,
    "email" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_attempt_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "left_out" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "unsubscribe_hashes" BYTEA[] NOT NULL DEFAULT ARRAY[]::BYTEA[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_delivery_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE UNIQUE INDEX "report_recipient_workspace_id_schedule_id_email_key" ON "report_recipient"("workspace_id", "schedule_id", "email");
CREATE UNIQUE INDEX "report_delivery_workspace_id_recipient_id_month_key" ON "report_delivery"("workspace_id", "recipient_id", "month");
CREATE INDEX "report_delivery_status_next_attempt_at_idx" ON "report_delivery"("status", "next_attempt_at");
CREATE INDEX "report_delivery_unsubscribe_hashes_idx" ON "report_delivery" USING GIN ("unsubscribe_hashes");
ALTER TABLE "report_schedule" ADD CONSTRAINT "report_schedule_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "report_recipient" ADD CONSTRAINT "report_recipient_workspace_id_schedule_id_fkey" FOREIGN KEY ("workspace_id", "schedule_id") REFERENCES "report_schedule"("workspace_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "report_delivery" ADD CONSTRAINT "report_delivery_workspace_id_schedule_id_fkey" FOREIGN KEY ("workspace_id", "schedule_id") REFERENCES "report_schedule"("workspace_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "report_delivery" ADD CONSTRAINT "report_delivery_workspace_id_recipient_id_fkey" FOREIGN KEY ("workspace_id", "recipient_id") REFERENCES "report_recipient"("workspace_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
