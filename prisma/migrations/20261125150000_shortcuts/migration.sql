-- Single keys as shortcuts can be switched off by whoever dictates or hits keys by accident.
ALTER TABLE "user" ADD COLUMN "shortcuts" BOOLEAN NOT NULL DEFAULT true;
