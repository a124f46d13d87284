import fc from "fast-check";
import { expect, test } from "vitest";
import { mintAccess } from "@/lib/access-mint";
import { ownConnection, pool } from "@/lib/db";
import { lockBoundaries } from "@/lib/imports/locks";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { recordUsage } from "./mutations";

freshDatabase();

const row = { timestamp: "2026-06-01T10:00:00Z", provider: "openai", model: "gpt-4o", input_tokens: 10, output_tokens: 1 };

test("requests that come at once are committed together, and each is told its own", async () => {
  const access = await freshWorkspace();
  // Request n holds the ids n and n + 1: of 200 requests 201 ids, and 199 of the rows say again what a neighbour said.
  const requests = Array.from({ length: 200 }, (_, n) => [n, n + 1].map((id) => ({ ...row, request_id: `${id}` })));
  const answers = await Promise.all(requests.map((rows) => recordUsage(access, rows)));
  const sum = (of: "accepted" | "duplicates") => answers.reduce((total, answer) => total + answer[of], 0);
  expect([sum("accepted"), sum("duplicates")]).toEqual([201, 199]);
  expect(answers.every(({ accepted, duplicates }) => accepted + duplicates === 2)).toBe(true);
  const { rows } = await pool().query(
    "select count(*)::int as events, count(distinct xmin::text)::int as commits from usage_event where workspace_id = $1",
    [access.workspaceId],
  );
  expect(rows[0].events).toBe(201);
  expect(rows[0].commits).toBeLessThan(20);
  const { rows: imports } = await pool().query("select rows::int, accepted::int, duplicates::int from import where workspace_id = $1", [
    access.workspaceId,
  ]);
  expect(imports).toEqual([{ rows: 400, accepted: 201, duplicates: 199 }]);
});

test("whatever is sent when, and by whom, each id counts once and the answers add up", async () => {
  const batch = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom("key:1", "key:2"), batch), { minLength: 1, maxLength: 12 }), async (requests) => {
      const workspace = await freshWorkspace();
      const answers = await Promise.all(
        requests.map(([actor, ids]) =>
          recordUsage(
            mintAccess({ ...workspace, actor }),
            ids.map((id) => ({ ...row, request_id: `${id}` })),
          ),
        ),
      );
      const distinct = new Set(requests.flatMap(([, ids]) => ids)).size;
      const sent = requests.flatMap(([, ids]) => ids).length;
      expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(distinct);
      expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(sent - distinct);
      const { rows } = await pool().query("select coalesce(sum(requests), 0)::int as requests from usage_day where workspace_id = $1", [
        workspace.workspaceId,
      ]);
      expect(rows[0].requests).toBe(distinct);
    }),
    { numRuns: 15 },
  );
});

test("a refused row among others takes no other's place", async () => {
  const access = await freshWorkspace();
  const bad = { ...row, input_tokens: -1 };
  for (const id of ["a", "b"]) await recordUsage(access, [bad, { ...row, request_id: id }, bad, { ...row, request_id: `${id}2` }]);
  const { rows } = await pool().query("select line::int from usage_event where workspace_id = $1 order by line", [access.workspaceId]);
  expect(rows.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
});

test("a conflict is told to who sent it, and to nobody else of the same commit", async () => {
  const access = await freshWorkspace();
  await recordUsage(access, [{ ...row, request_id: "a" }]);
  const [other, same] = await Promise.all([
    recordUsage(access, [{ ...row, input_tokens: 11, request_id: "a" }]),
    recordUsage(access, [{ ...row, request_id: "b" }]),
  ]);
  expect(other).toMatchObject({ accepted: 0, duplicates: 1, conflicts: 1 });
  expect(same).toMatchObject({ accepted: 1, duplicates: 0, conflicts: 0 });
});

test("while the workspace is being rebuilt, callers are asked to come again, and nothing is written", async () => {
  const access = await freshWorkspace();
  const client = await ownConnection();
  await client.query("begin");
  await lockBoundaries(client, access.workspaceId, "exclusive");
  const refusals = await Promise.allSettled([1, 2, 3].map((id) => recordUsage(access, [{ ...row, request_id: `${id}` }])));
  expect(refusals.map((each) => each.status === "rejected" && each.reason)).toEqual(
    refusals.map(() => expect.objectContaining({ code: "busy", options: { retryAfterSeconds: 2 } })),
  );
  await client.query("rollback");
  await client.end();
  expect(await recordUsage(access, [{ ...row, request_id: "1" }])).toMatchObject({ accepted: 1 });
});

test("what a gateway says a call cost is kept beside what it costs", async () => {
  const access = await freshWorkspace();
  const log = (id: string, cost: number) => ({
    ...{ id, call_type: "completion", response_cost: cost, prompt_tokens: 10, completion_tokens: 1, startTime: 1_780_308_000.5, model: "gpt-4o" },
    ...{ custom_llm_provider: "openai", metadata: {} },
  });
  await recordUsage(access, [log("1", 0.1), log("2", 0.2)]);
  await recordUsage(access, [log("3", 0.3)]);
  const { rows } = await pool().query("select reported_cost from import where workspace_id = $1", [access.workspaceId]);
  expect(rows).toEqual([{ reported_cost: { USD: "0.6" } }]);
});
