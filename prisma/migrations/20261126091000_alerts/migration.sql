-- Who is told of alerts, what was found, each once, and what became of telling it.
CREATE TABLE "alert_recipient" (
    "workspace_id" INTEGER NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "events" TEXT[] NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "alert_recipient_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE TABLE "alert" (
    "workspace_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "event" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE TABLE "alert_delivery" (
    "workspace_id" INTEGER NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "recipient_id" UUID NOT NULL,
    "alert_id" INTEGER,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_attempt_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_delivery_pkey" PRIMARY KEY ("workspace_id","id")
);

CREATE TABLE "alert_check" (
    "workspace_id" INTEGER NOT NULL,
    "mark" TEXT NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_check_pkey" PRIMARY KEY ("workspace_id")
);

CREATE UNIQUE INDEX "alert_recipient_workspace_id_email_key" ON "alert_recipient"("workspace_id", "email");
CREATE UNIQUE INDEX "alert_workspace_id_key_key" ON "alert"("workspace_id", "key");
CREATE INDEX "alert_workspace_id_found_at_idx" ON "alert"("workspace_id", "found_at");
CREATE UNIQUE INDEX "alert_delivery_workspace_id_recipient_id_alert_id_key" ON "alert_delivery"("workspace_id", "recipient_id", "alert_id");
CREATE INDEX "alert_delivery_status_next_attempt_at_idx" ON "alert_delivery"("status", "next_attempt_at");
ALTER TABLE "alert_recipient" ADD CONSTRAINT "alert_recipient_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "alert" ADD CONSTRAINT "alert_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "alert_check" ADD CONSTRAINT "alert_check_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_workspace_id_recipient_id_fkey" FOREIGN KEY ("workspace_id", "recipient_id") REFERENCES "alert_recipient"("workspace_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_workspace_id_alert_id_fkey" FOREIGN KEY ("workspace_id", "alert_id") REFERENCES "alert"("workspace_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
