-- A scenario can be kept for oneself; those that are there already are everybody's.
ALTER TABLE "scenario" ADD COLUMN "is_personal" BOOLEAN NOT NULL DEFAULT false;
