import { describe, expect, test } from "vitest";
import { pool } from "@/lib/db";
import { dollars } from "@/lib/money";
import { freshDatabase } from "@/lib/testing/database";
import { forEachClass } from "@/lib/usage/tokens";
import { installReferenceBook } from "./install";
import { costOf, resolve } from "./price";
import { priceBook } from "./queries";

freshDatabase();

const million = { ...forEachClass(() => 0n), input: 1_000_000n, output: 1_000_000n };

async function costOfMillion(provider: string, name: string, day: string): Promise<string | null> {
  const { price } = resolve(await priceBook(), [], { provider, name, tier: "", band: -1n }, Date.parse(`${day}T00:00Z`));
  return price && dollars(costOf(million, null, price.prices));
}

describe("the reference price book", () => {
  test("prices a million tokens in and out of Mistral Medium 3.1 at exactly 2.4 dollars", async () => {
    // 1 M × 0.40 + 1 M × 2.00
    expect(await costOfMillion("mistral", "mistral-medium-3.1", "2026-06-30")).toBe("2.4");
    expect(await costOfMillion("", "mistral/mistral-medium-2508", "2026-06-30")).toBe("2.4");
  });

  test("gives the alias that moved its old price before the move and the new one after", async () => {
    const { rows } = await pool().query<{ starts_at: Date }>(
      "select starts_at from book_period where model_id = 'mistral-medium-latest' and starts_at is not null",
    );
    const moved = rows[0]?.starts_at.toISOString().slice(0, 10) ?? "";
    // 0.40 + 2.00, then 1.50 + 7.50
    expect(await costOfMillion("mistral", "mistral-medium-latest", "2026-01-31")).toBe("2.4");
    expect(await costOfMillion("mistral", "mistral-medium-latest", moved)).toBe("9");
  });

  test("leaves a model that nobody priced without a price", async () => {
    expect(await costOfMillion("openai", "gpt-4o-ultra", "2026-06-30")).toBeNull();
  });

  test("says with which published vocabulary a model counts", async () => {
    const { models } = await priceBook();
    expect(models.find(({ provider, id }) => provider === "openai" && id === "gpt-4o")?.tokenizer).toBe("o200k_base");
    expect(models.find(({ name }) => name === "Mistral Medium 3.1")?.tokenizer).toBeNull();
  });

  test("is the same after a second installation", async () => {
    const count = async () =>
      (await pool().query("select (select count(*) from book_period) p, (select count(*) from book_alias) a, (select count(*) from book_model) m"))
        .rows[0];
    const before = await count();
    await Promise.all([installReferenceBook(), installReferenceBook()]);
    expect(await count()).toEqual(before);
    expect(before.p).toBe("150");
  });

  test("refuses edits: a price is appended, never changed", async () => {
    await expect(pool().query("update book_period set input = 1")).rejects.toThrow(/append/i);
    await expect(pool().query("delete from book_period")).rejects.toThrow(/append/i);
  });
});
