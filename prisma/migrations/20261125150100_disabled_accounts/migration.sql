-- Since when an account opens nothing; its rows and what it did stay.
ALTER TABLE "user" ADD COLUMN "disabled_at" TIMESTAMPTZ(3);
