import { expect, test } from "vitest";
import { guessMapping } from "./guess";

const table = (...lines: string[]) => {
  const [header = [], ...rows] = lines.map((line) => line.split(";"));
  return { header, rows };
};

test("the columns of a French export are recognised by their names", () => {
  const guess = guessMapping(
    table(
      "Jour;Modèle;Jetons entrée;dont cache;Jetons sortie;Requêtes;Équipe;Coût (€)",
      "04/06/2026;mistral-large-2512;3 839 410;1383468;48535;121;Études;11,20",
      "14/06/2026;mistral-medium-2508;4 591 415;0;76094;10;Études;18,17",
    ),
  );
  expect(guess).toEqual({
    columns: {
      timestamp: "Jour",
      model: "Modèle",
      input_tokens: "Jetons entrée",
      cached_input_tokens: "dont cache",
      output_tokens: "Jetons sortie",
      requests: "Requêtes",
      team: "Équipe",
      cost: "Coût (€)",
    },
    ...{ unit: "tokens", currency: "EUR", input_includes_cached: true, decimal_mark: ",", date_order: "dmy", row_is: "total" },
  });
});

test("names in camel case and of single requests too", () => {
  const { columns, row_is } = guessMapping(table("createdAt;requestId;modelName;promptTokens;completionTokens;userEmail;cacheWriteTokens"));
  expect(columns).toEqual({
    ...{ timestamp: "createdAt", request_id: "requestId", model: "modelName", input_tokens: "promptTokens", output_tokens: "completionTokens" },
    ...{ user: "userEmail", cache_write_tokens: "cacheWriteTokens" },
  });
  expect(row_is).toBe("request");
});

test("what nothing shows is not guessed", () => {
  const guess = guessMapping(table("Date;Model;Input;Output", "03/04/2026;gpt-4o;12,000;3"));
  expect(guess).not.toHaveProperty("date_order");
  expect(guess).not.toHaveProperty("decimal_mark");
  expect(guess).not.toHaveProperty("row_is");
  expect(guessMapping(table("Date;Model;Input;Output", "03/13/2026;gpt-4o;1,234.50;3"))).toMatchObject({ date_order: "mdy", decimal_mark: "." });
  expect(guessMapping(table("Date;Model;Input;Output", "2026-03-13;gpt-4o;1.234.567;3"))).toMatchObject({ decimal_mark: "," });
});

test("input that is less than what was read from the cache stands beside it", () => {
  expect(guessMapping(table("Date;Model;Input;Cached;Output", "2026-03-13;gpt-4o;10;250;3")).input_includes_cached).toBe(false);
  expect(guessMapping(table("Date;Model;Input;Cached;Output", "2026-03-13;gpt-4o;1.000;250;3")).input_includes_cached).toBe(true);
});

test("units are read from the names", () => {
  expect(guessMapping(table("Date;Model;Input (k);Output (k)")).unit).toBe("thousands");
  expect(guessMapping(table("Date;Model;Entrée (millions);Sortie (millions)")).unit).toBe("millions");
});
