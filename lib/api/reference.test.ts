import { expect, test } from "vitest";
import { operations } from "./openapi";
import { reference } from "./reference";

const all = reference("1.0.0");

test("the page tells of every operation, each under a name of its own", () => {
  expect(all.map(({ method, path }) => `${method.toLowerCase()} ${path}`).sort()).toEqual(
    operations.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});

test("an operation says what it needs and what it answers, down to the fields inside", () => {
  const spend = all.find(({ path }) => path === "/api/v1/spend");
  expect(spend).toMatchObject({ id: "get-api-v1-spend", method: "GET", scope: "read", body: null });
  expect(spend?.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(["from", "to", "granularity", "group_by", "team"]));
  const fields = spend?.answers[0]?.fields.map(({ name }) => name);
  expect(fields).toEqual(expect.arrayContaining(["currency", "rows[].period", "rows[].tokens.input", "total.cost", "total.coverage.tokens_percent"]));
  const usage = all.find(({ path }) => path === "/api/v1/usage");
  expect(usage?.body?.fields).toContainEqual({ name: "model", type: "string", isRequired: true, description: "" });
});
