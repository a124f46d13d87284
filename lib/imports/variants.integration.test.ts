import { describe, expect, test } from "vitest";
import { pool } from "@/lib/db";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { fixture, take } from "@/lib/testing/files";
import { zip } from "@/lib/testing/zip";
import { mappingSchema } from "./mapping";

freshDatabase();

/** Takes a file in; its rows and charges as they are stored. */
async function taken(content: string | Uint8Array, options: Parameters<typeof take>[2] = {}) {
  const access = await freshWorkspace();
  const record = await take(access, content, options);
  const names = "join dimension_value m on m.workspace_id = e.workspace_id and m.id = e.raw_model_id";
  const usage = await pool().query(
    `select e.starts_at, m.provider, m.name as model, e.requests::text, e.input::text, e.cache_read::text as read, e.cache_write_5m::text as write,
       e.output::text, e.reported_cost::text as cost, t.name as tier
     from usage_event e ${names} left join dimension_value t on t.workspace_id = e.workspace_id and t.id = e.service_tier_id
     where e.workspace_id = $1 order by e.line`,
    [access.workspaceId],
  );
  const charges = await pool().query(
    "select starts_at, provider, model, item, amount::text, currency, quantity::text from charge where workspace_id = $1 order by line",
    [access.workspaceId],
  );
  type Stored = { starts_at: Date } & Record<string, string | null>;
  const dated = (rows: Stored[]): Record<string, string | null>[] => rows.map(({ starts_at, ...row }) => ({ at: starts_at.toISOString(), ...row }));
  return { access, record, usage: dated(usage.rows), charges: dated(charges.rows) };
}

describe("ccusage", () => {
  const model = (name: string, tokens: number) => ({
    ...{ modelName: name, inputTokens: tokens, outputTokens: 2, cacheCreationTokens: 3, cacheReadTokens: 4, cost: 0.5 },
  });
  const report = (own: object, ...models: object[]) => ({ ...own, inputTokens: 9, cacheCreationTokens: 3, modelBreakdowns: models });

  test("by day, week and month: a row per model, its days in the importer's zone", async () => {
    const daily = [
      report({ date: "2026-05-16" }, model("claude-opus-4-1-20250805", 1), model("gpt-5", 5)),
      report({ date: "2026-05-17" }, model("gpt-5", 6)),
    ];
    const { record, usage } = await taken(JSON.stringify({ daily, totals: { inputTokens: 12 } }, null, 2), { timezone: "Europe/Paris" });
    expect(record).toMatchObject({ error: null, format: "ccusage-json", rows: 3, accepted: 3, reportedCost: { USD: "1.5" } });
    const first = { at: "2026-05-15T22:00:00.000Z", provider: "", model: "claude-opus-4-1-20250805", requests: null, tier: null };
    expect(usage[0]).toEqual({ ...first, input: "1", read: "4", write: "3", output: "2", cost: "0.5" });
    const { usage: months } = await taken(JSON.stringify({ monthly: [report({ month: "2026-04" }, model("gpt-5", 1))], totals: {} }));
    expect(months[0]).toMatchObject({ at: "2026-04-01T00:00:00.000Z" });
  });

  test("a session that goes on stays the same row", async () => {
    const session = (lastActivity: string, tokens: number) =>
      JSON.stringify({ sessions: [report({ sessionId: "s", projectPath: "p", lastActivity }, model("gpt-5", tokens))] });
    const { access, record } = await taken(session("2026-05-16", 1));
    expect(record).toMatchObject({ error: null, accepted: 1 });
    expect(await take(access, session("2026-05-18", 7), { onConflict: "replace" })).toMatchObject({ accepted: 1, conflicts: 1 });
  });

  test("without models by name is refused", async () => {
    expect((await taken(JSON.stringify({ daily: [report({ date: "2026-05-16", outputTokens: 1 })] }))).record.rejectedByReason).toEqual({
      missing_model: 1,
    });
  });
});

describe("older and other shapes of a format", () => {
  test("Anthropic's console with one column of cache writes", async () => {
    const header =
      "usage_date_utc,model_version,usage_type,usage_input_tokens_no_cache,usage_input_tokens_cache_write,usage_input_tokens_cache_read,usage_output_tokens";
    const { record, usage } = await taken(`${header}\n2025-06-01,claude-sonnet-4-20250514,batch,10,20,30,40\n`);
    expect(record).toMatchObject({ error: null, format: "anthropic-tokens-csv" });
    expect(usage[0]).toMatchObject({ input: "10", write: "20", read: "30", output: "40", tier: "batch", requests: null });
  });

  test("OpenAI's dashboard grouped by nothing, or by less", async () => {
    const times = "1775001600,1775088000,2026-04-01T00:00:00+00:00,2026-04-02T00:00:00+00:00";
    const head = "start_time,end_time,start_time_iso,end_time_iso";
    expect((await taken(`${head},num_model_requests,input_tokens,output_tokens\n${times},1,2,3\n`)).record.rejectedByReason).toEqual({
      missing_model: 1,
    });
    const { usage } = await taken(`${head},model,service_tier,num_model_requests,input_tokens\n${times},text-embedding-3-small,flex,7,2\n`);
    expect(usage[0]).toMatchObject({ input: "2", output: "0", requests: "7", tier: "flex" });
    const empty = await taken(`${head},model,input_tokens,output_tokens\n${times},gpt-4o,,5\n${times},,,\n`);
    expect(empty.record).toMatchObject({ rejectedByReason: { missing_tokens: 1 }, ignoredByReason: { empty_bucket: 1 } });
  });

  test("Azure under an enterprise agreement, whose currency has another name", async () => {
    const text = String(await fixture("azure-cost-details.csv")).replace("BillingCurrency,PricingModel", "BillingCurrencyCode,PricingModel");
    expect((await taken(text)).record).toMatchObject({ error: null, format: "azure-cost-csv", charges: 8, reportedCost: { EUR: "14.05583235" } });
    const foundry =
      "Date,MeterCategory,MeterName,Quantity,CostInBillingCurrency,BillingCurrency\n05/01/2026,Foundry Models,Mistral Large,2.5,1.25,EUR\n";
    expect((await taken(foundry)).charges).toEqual([
      { at: "2026-05-01T00:00:00.000Z", provider: "azure", model: "", item: "Mistral Large", amount: "1.25", currency: "EUR", quantity: "2.5" },
    ]);
  });

  test("Google's billing as a table, its lists as JSON", async () => {
    const header = "service.description,sku.description,usage_start_time,usage_end_time,cost,currency,credits";
    const line = (service: string) =>
      `${service},Gemini 2.5 Flash,2026-05-01 07:00:00 UTC,2026-05-01 08:00:00 UTC,1e-05,EUR,"[{""amount"": -0.1}, {""amount"": -0.2}]"`;
    const { record, charges } = await taken(`${header}\n${line("Vertex AI")}\n${line("Compute Engine")}\n`);
    expect(record).toMatchObject({ format: "gcp-billing-csv", charges: 1, reportedCost: { EUR: "0.00001" }, reportedCredits: { EUR: "-0.3" } });
    expect(record.ignoredByReason).toEqual({ other_service: 1 });
    expect(charges[0]).toMatchObject({ provider: "google", item: "Gemini 2.5 Flash", amount: "0.00001" });
  });

  test("FOCUS 1.1 names the meter; before it the description stands in", async () => {
    const columns = "BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ServiceName,ChargeCategory,ServiceCategory,ChargeDescription";
    const cells = "2,USD,2026-04-01T00:00:00Z,2026-04-02T00:00:00Z,Bedrock,Usage,AI and Machine Learning,Described";
    expect((await taken(`${columns},SkuMeter\n${cells},Metered\n${cells},\n`)).charges.map(({ item }) => item)).toEqual(["Metered", "Described"]);
    expect((await taken(`${columns.replace(",ServiceCategory", ",Other")}\n`)).record.error).toMatchObject({ code: "missing_column" });
  });

  test("Copilot's dates after a spreadsheet had them", async () => {
    const text = String(await fixture("copilot-billing-v2.csv"));
    const { access } = await taken(text);
    const turned = text.replace(/^(\d{4})-(\d\d)-(\d\d)/gm, (_, year, month, day) => `${+month}/${+day}/${year.slice(2)}`);
    expect(await take(access, turned)).toMatchObject({ accepted: 0, duplicates: 10 });
  });

  test("Cursor's inputs are told apart by their total, row by row", async () => {
    const header = "Date,Model,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,Total Tokens,Cost";
    const row = (counts: string) => `2026-03-15T08:21:35.158Z,gpt-5,${counts},$0.10\n`;
    const { record, usage } = await taken(`${header}\n${row("60,9,5,1,75")}${row("60,9,5,1,66")}${row("60,9,5,1,70")}${row("5,9,5,1,11")}`);
    expect(usage.map(({ input, write }) => [input, write])).toEqual([
      ["9", "60"],
      ["9", "51"],
    ]);
    expect(record.rejectedByReason).toEqual({ token_mismatch: 2 });
  });
});

describe("JSON of one object over several lines", () => {
  const attribute = (key: string, value: object) => ({ key, value });
  const otlp = (spanId: string) => ({
    resourceSpans: [
      {
        resource: { attributes: [] },
        scopeSpans: [
          {
            spans: [
              {
                ...{ traceId: "t", spanId, startTimeUnixNano: "1775001600000000000" },
                attributes: [
                  attribute("gen_ai.operation.name", { stringValue: "chat" }),
                  attribute("gen_ai.response.model", { stringValue: "gpt-4o" }),
                  attribute("gen_ai.usage.input_tokens", { intValue: "100" }),
                  attribute("gen_ai.usage.output_tokens", { intValue: "10" }),
                ],
              },
            ],
          },
        ],
      },
    ],
  });
  const bedrock = {
    ...{ schemaType: "ModelInvocationLog", timestamp: "2026-04-01T10:00:00Z", requestId: "r", modelId: "a.b/m" },
    ...{ input: { inputTokenCount: 100 }, output: { outputTokenCount: 10 } },
  };
  const log = { request_id: "r", prompt_tokens: 100, completion_tokens: 10, startTime: "2026-05-20T13:12:43Z", model: "m" };
  const observation = {
    ...{ id: "a", traceId: "t", type: "GENERATION", startTime: "2026-06-14T10:00:00Z", model: "m" },
    usageDetails: { input: 100, output: 10 },
  };
  const pretty = (value: unknown) => JSON.stringify(value, null, 2);

  test.each<[string, string, string, number]>([
    ["a batch of spans", "otel-genai-jsonl", pretty(otlp("a")), 1],
    ["batches one after the other", "otel-genai-jsonl", `${pretty(otlp("a"))}\n${pretty(otlp("b"))}\n`, 2],
    ["a log", "bedrock-invocation-jsonl", pretty(bedrock), 1],
    ["logs without a line between them", "bedrock-invocation-jsonl", JSON.stringify(bedrock) + JSON.stringify({ ...bedrock, requestId: "s" }), 2],
    ["a call", "litellm-spendlogs-json", pretty(log), 1],
    ["lines that end as an old Mac's", "litellm-spendlogs-json", `${JSON.stringify(log)}\r${JSON.stringify({ ...log, request_id: "s" })}`, 2],
    ["an observation", "langfuse-observations-json", pretty(observation), 1],
    [
      "a long page whose summary comes first",
      "langfuse-observations-json",
      JSON.stringify({
        meta: { page: 1 },
        data: [
          { ...observation, input: "x".repeat(2 << 20) },
          { ...observation, id: "b" },
        ],
      }),
      2,
    ],
  ])("%s: %s", async (_, format, content, rows) => {
    const { record, usage } = await taken(content);
    expect(record).toMatchObject({ error: null, format, rows, accepted: rows });
    expect(usage.map(({ input, output }) => [input, output])).toEqual(Array.from({ length: rows }, () => ["100", "10"]));
  });
});

describe("a table as a spreadsheet leaves it", () => {
  const header = "timestamp,model,input_tokens,output_tokens";

  test("rows of empty cells come before the header; sums in German end it", async () => {
    const { record, usage } = await taken(`,,,\n,,,\n${header}\n2026-03-01,gpt-4o,1,2\nGesamtsumme,,1,2\n`);
    expect(record).toMatchObject({ error: null, rows: 2, accepted: 1, rejectedByReason: { totals_row: 1 } });
    expect(usage[0]).toMatchObject({ input: "1", output: "2" });
    expect((await taken(" \n\n , \n")).record.error).toMatchObject({ code: "empty_file" });
  });

  test.each([
    ["azure-cost-csv", "Date,MeterCategory,MeterName,Quantity,CostInBillingCurrency\n05/01/2026,Foundry Models,M,1,1\n", "billingcurrency"],
    ["deepseek-zip", "model,api_key,type,price,amount\nm,k,output_tokens,1,2\n", "utc_date"],
  ])("%s needs one of the columns that its generations call differently", async (_, content, column) => {
    expect((await taken(content)).record.error).toMatchObject({ code: "missing_column", detail: expect.stringContaining(column) });
  });

  test("usage that cannot be read is refused, not counted as none", async () => {
    const line = (id: string, usage: string) => `${id},GENERATION,2026-06-14 10:00:00,gpt-4o,"${usage}"\n`;
    const { record } = await taken(`id,type,start_time,provided_model_name,usage_details\n${line("a", "{'input': 5}")}${line("b", "")}`);
    expect(record).toMatchObject({ rows: 2, accepted: 1, rejectedByReason: { bad_json: 1 } });
  });

  test("nesting beyond the stack, and a number of a million digits, are refused like any other", async () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    const line = (tokens: string) =>
      `{"request_id": "r", "prompt_tokens": ${tokens}, "completion_tokens": 1, "startTime": "2026-05-20T13:12:43Z", "model": "m"}`;
    const { record } = await taken(`${line(deep)}\n${line("9".repeat(1_000_000))}\n${line("0.5")}`);
    expect(record.rejectedByReason).toEqual({ not_a_number: 1, overflow_tokens: 1, fractional_tokens: 1 });
  });
});

describe("DeepSeek's export", () => {
  const amount = (...lines: string[]) => ["user_id,utc_date,model,api_key_name,api_key,type,price,amount", ...lines].join("\n");
  const cost = (...lines: string[]) => ["user_id,utc_date,model,wallet_type,cost,currency", ...lines].join("\n");
  const pair = (amounts: string, costs: string) =>
    zip([
      { name: "cost-2026-07.csv", content: costs },
      { name: "amount-2026-07.csv", content: amounts },
    ]);
  const line = (type: string, count: string, key = "a") => `u,20260710,deepseek-v4-flash,${key},sk-${key},${type},0.1,${count}`;

  test("is taken without its costs too, whatever the order of its lines", async () => {
    const lines = [line("output_tokens", "5", "b"), line("output_tokens", "1"), line("request_count", "7", "b"), line("input_cache_hit_tokens", "2")];
    const { record, usage } = await taken(amount(...lines));
    expect(record).toMatchObject({ error: null, format: "deepseek-zip", rows: 2, accepted: 2, reportedCost: {} });
    expect(usage.map(({ output, read, requests }) => [output, read, requests])).toEqual([
      ["5", "0", "7"],
      ["1", "2", null],
    ]);
  });

  test("refuses lines by their own number, of either table, and keeps the rest", async () => {
    const amounts = amount(line("output_tokens", "1"), line("tips", "1"), line("output_tokens", "-1"), line("output_tokens", "9223372036854775807"));
    const { access, record } = await taken(
      pair(amounts, cost("u,20260710,deepseek-v4-flash,Paid,x,USD", "u,20260710,deepseek-v4-flash,Paid,2.5,USD")),
    );
    expect(record).toMatchObject({ rows: 5, accepted: 1, rejected: 4, reportedCost: { USD: "2.5" } });
    const { rows } = await pool().query("select line::text, code from import_rejection where workspace_id = $1 order by place", [access.workspaceId]);
    expect(rows).toEqual([
      { line: "3", code: "unknown_type" },
      { line: "4", code: "negative_tokens" },
      { line: "5", code: "overflow_tokens" },
      { line: "2", code: "bad_cost" },
    ]);
  });

  test("sums what it cost by currency: on the first row of its time and model, else as a charge", async () => {
    const wallet = (model: string, amounts: string) => `u,20260710,${model},Paid,${amounts}`;
    const costs = cost(
      wallet("deepseek-v4-flash", "1.25,USD"),
      wallet("deepseek-v4-flash", "1.25,USD"),
      wallet("deepseek-v4-flash", "9,CNY"),
      wallet("gone", "3,USD"),
    );
    const { record, usage, charges } = await taken(pair(amount(line("output_tokens", "1")), costs));
    expect(record).toMatchObject({ rows: 3, accepted: 3, charges: 2, reportedCost: { USD: "5.5", CNY: "9" } });
    expect(usage.map((row) => row.cost)).toEqual(["2.5"]);
    expect(charges.map(({ model, amount: money, currency }) => [model, money, currency])).toEqual([
      ["deepseek-v4-flash", "9", "CNY"],
      ["gone", "3", "USD"],
    ]);
  });
});

describe("tools that write as they go", () => {
  test("a transcript's message takes the largest of its counts and its first time; copies in a later file are known", async () => {
    const access = await freshWorkspace();
    const assistant = (id: string, at: string, output: number) =>
      JSON.stringify({
        ...{ type: "assistant", timestamp: at, requestId: "r", sessionId: "s", uuid: "u" },
        message: { id, model: "claude-haiku-4-5", usage: { input_tokens: 3, output_tokens: output } },
      });
    const lines = [
      assistant("a", "2026-07-02T09:00:00Z", 5),
      assistant("b", "2026-07-02T09:00:01Z", 1),
      assistant("a", "2026-07-02T09:00:02Z", 9),
      assistant("a", "2026-07-02T09:00:03Z", 4),
    ];
    expect(await take(access, lines.join("\n"))).toMatchObject({
      rows: 4,
      accepted: 2,
      duplicates: 2,
      totals: { output: 10n },
      firstAt: Date.parse("2026-07-02T09:00:00Z"),
    });
    expect(await take(access, lines.toReversed().join("\n"))).toMatchObject({ accepted: 0, duplicates: 4, conflicts: 0 });
  });

  test("a message whose lines lie further apart than memory reaches is known, and its difference shown", async () => {
    const line = (id: number, output: number) =>
      JSON.stringify({
        type: "assistant",
        timestamp: "2026-07-02T09:00:00Z",
        message: { id: `m${id}`, model: "x", usage: { input_tokens: 1, output_tokens: output } },
      });
    const lines = [...Array.from({ length: 5_003 }, (_, id) => line(id, 1)), line(0, 2), line(1, 1)];
    const { record } = await taken(lines.join("\n"));
    expect(record).toMatchObject({ error: null, rows: 5_005, accepted: 5_003, duplicates: 2, conflicts: 1 });
  });

  test("a rollout's counters that were reset start from its last call; each session has its own", async () => {
    const meta = (id: string) => JSON.stringify({ type: "session_meta", payload: { id, cwd: "/home/li/search" } });
    const model = JSON.stringify({ type: "turn_context", payload: { model: "gpt-5.5" } });
    const usage = (input: number) => ({ input_tokens: input, cached_input_tokens: 1, output_tokens: 2, reasoning_output_tokens: 1 });
    const count = (total: number, last: number) =>
      JSON.stringify({
        type: "event_msg",
        timestamp: "2026-08-18T12:00:00Z",
        payload: { type: "token_count", info: { total_token_usage: usage(total), last_token_usage: usage(last) } },
      });
    const text = [meta("one"), model, count(10, 10), count(30, 20), count(7, 7), meta("two"), count(4, 4), model, count(9, 5)].join("\n");
    const { access, record, usage: rows } = await taken(text);
    // 10 − 1 cached; 30 − 10; the last call of 7 − 1; no model yet in the second session, then 9 − 4.
    expect(rows.map(({ input, read }) => [input, read])).toEqual([
      ["9", "1"],
      ["20", "0"],
      ["6", "1"],
      ["5", "0"],
    ]);
    expect(record.rejectedByReason).toEqual({ missing_model: 1 });
    expect(await take(access, text)).toMatchObject({ accepted: 0, duplicates: 4 });
  });
});

describe("a known charge with another amount", () => {
  const csv = (amount: string) =>
    `usage_date_utc,model,token_type,cost_usd\n2026-04-06,Claude Haiku 4.5,output,${amount}\n2026-04-06,Claude Haiku 4.5,input,1\n`;

  test("is kept and shown as a conflict; replaced, the old one returns with the undo", async () => {
    const { access, record: first } = await taken(csv("2"));
    expect(await take(access, csv("3"))).toMatchObject({ accepted: 0, duplicates: 2, conflicts: 1, reportedCost: {} });
    const sum = async () => {
      const { rows } = await pool().query(
        "select sum(amount)::text as sum from charge c join import i on i.workspace_id = c.workspace_id and i.id = c.import_id and i.status = 'done' where c.workspace_id = $1 and not superseded",
        [access.workspaceId],
      );
      return rows[0].sum;
    };
    const { undoImport, restoreImport } = await import("./mutations");
    const third = await take(access, csv("4"), { onConflict: "replace" });
    expect(third).toMatchObject({ accepted: 1, charges: 1, conflicts: 1, reportedCost: { USD: "4" } });
    expect(await sum()).toBe("5");
    await undoImport(access, third.id ?? 0);
    expect(await sum()).toBe("3");
    await restoreImport(access, third.id ?? 0);
    expect(await sum()).toBe("5");
    await undoImport(access, first.id ?? 0);
    expect(await sum()).toBe("4");
  });
});

test("a mapping names what the file lacks, reads separate input, and leaves the provider to each row", async () => {
  const columns = {
    timestamp: "When",
    model: "Model",
    input_tokens: "In",
    output_tokens: "Out",
    cached_input_tokens: "Cached",
    provider: "By",
    api_key: "Key",
    cost: "Cost",
  };
  const mapping = mappingSchema.parse({ columns, input_includes_cached: false, currency: "EUR" });
  const { record, usage } = await taken(
    'When,Model,In,Out,Cached,By,Key,Cost,\n2026-05-01,gpt-4o,1,2,3,openai,k,"1,204.50",\n03/04/2026,gpt-4o,1,2,3,,,,\n',
    { mapping },
  );
  expect(record).toMatchObject({ format: "mapped-csv", accepted: 1, rejectedByReason: { ambiguous_timestamp: 1 }, reportedCost: { EUR: "1204.5" } });
  expect(usage[0]).toMatchObject({ provider: "openai", input: "1", read: "3" });
  expect((await taken("When,Model,In\n", { mapping })).record.error).toMatchObject({
    code: "missing_column",
    detail: expect.stringContaining("out, by, cached"),
  });
});

test("a mapping says the unit, the marks, what is alike in all rows, and that rows are totals", async () => {
  const mapping = mappingSchema.parse({
    columns: { timestamp: "Jour", input_tokens: "Entrée (k)", output_tokens: "Sortie (k)", cost: "Coût" },
    constants: { provider: "mistral", model: "mistral-medium-3.1", team: "Études" },
    ...{ unit: "thousands", decimal_mark: ",", date_order: "dmy", row_is: "total", currency: "USD", timezone: "Europe/Paris" },
  });
  const { access, record } = await taken("Jour;Entrée (k);Sortie (k);Coût\n14/06/2026;1.234,5;0,25;1,50 $\n15/06/2026;0,0001;1;\n", { mapping });
  // A ten-thousandth of a thousand is no whole token.
  expect(record).toMatchObject({ accepted: 1, rejectedByReason: { fractional_tokens: 1 }, reportedCost: { USD: "1.5" } });
  expect(record.totals).toMatchObject({ input: 1_234_500n, output: 250n, requests: 0n });
  const { rows } = await pool().query("select requests, prompt_band from usage_event where workspace_id = $1", [access.workspaceId]);
  expect(rows).toEqual([{ requests: null, prompt_band: "-1" }]);
});
