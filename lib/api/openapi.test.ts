import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openApi, operations } from "./openapi";

const root = path.resolve(import.meta.dirname, "../..");

function routes(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const inside = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return routes(inside);
    if (entry.name !== "route.ts") return [];
    const methods = [
      ...readFileSync(path.join(root, inside), "utf8").matchAll(/export (?:const|function|async function) (GET|POST|DELETE|PUT|PATCH)\b/g),
    ];
    const address = folder.replace(/^app/, "").replace(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}");
    return methods.map(([, method]) => `${method?.toLowerCase()} ${address}`);
  });
}

test("the document tells of every route there is, and of no other", () => {
  const there = ["app/api/v1", "app/api/health", "app/api/ready"].flatMap(routes);
  expect(operations.map(({ method, path: address }) => `${method} ${address}`).sort()).toEqual(there.sort());
});

test("the document can be written", () => {
  const { paths, openapi } = openApi("1.0.0") as { paths: Record<string, Record<string, { parameters: { name: string }[] }>>; openapi: string };
  expect(openapi).toBe("3.1.0");
  expect(paths["/api/v1/spend"]?.get?.parameters.map(({ name }) => name)).toContain("group_by");
  expect(JSON.stringify(paths)).not.toContain("[object");
});
