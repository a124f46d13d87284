-- Prices that a service tier has of its own ({tier: {class: pico-dollars per token}}), the same for long prompts, and a price per request (pico-dollars).
ALTER TABLE "book_period" ADD COLUMN "tiers" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "book_period" ADD COLUMN "long_tiers" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "book_period" ADD COLUMN "request" BIGINT NOT NULL DEFAULT 0;

-- Long prices may name some classes only; the others keep their base price. Whoever is asked for one must have a threshold.
ALTER TABLE "book_period" ADD CONSTRAINT "book_period_on_quarter_hour" CHECK (extract(epoch FROM "starts_at")::int8 % 900 = 0);

-- An alias may point from a day that no source names for certain.
ALTER TABLE "book_alias" ADD COLUMN "start_is_certain" BOOLEAN NOT NULL DEFAULT true;

-- When a source was seen to give the price that is in the book already: nothing changes but the trust in it.
CREATE TABLE "book_check" (
    "provider" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "checked_on" DATE NOT NULL,
    "source" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "book_check_pkey" PRIMARY KEY ("provider", "model_id", "checked_on", "source")
);
ALTER TABLE "book_check" ADD CONSTRAINT "book_check_provider_model_id_fkey" FOREIGN KEY ("provider", "model_id") REFERENCES "book_model"("provider", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- A rule is never edited: it is superseded by a later one, or withdrawn, once.
CREATE FUNCTION "refuse_rule_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."withdrawn_at" IS NOT NULL
    OR to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_by' <> to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_by' THEN
    RAISE EXCEPTION 'price_rule is append-only: withdraw the rule and record another' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "price_rule_append_only" BEFORE UPDATE ON "price_rule"
  FOR EACH ROW EXECUTE FUNCTION "refuse_rule_change"();
CREATE TRIGGER "baseline_append_only" BEFORE UPDATE ON "baseline"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
ALTER TABLE "price_rule" ADD CONSTRAINT "price_rule_on_quarter_hour" CHECK (extract(epoch FROM "starts_at")::int8 % 900 = 0);
