import { expect, test } from "./fixtures";

// gpt-4o costs 2.50 in and 10 out, a million: 1 × 2.50 + 0.1 × 10 = 3.50, and 2 × 2.50 = 5.
const file = `timestamp,provider,model,input_tokens,output_tokens,team,request_id
2026-06-01T12:00:00Z,openai,gpt-4o,1000000,100000,Search,a
2026-06-01T12:15:00Z,openai,gpt-4o,2000000,0,Search,b
`;
const first = [
  ["Input", "1,000,000", "× $2.50", "$2.50"],
  ["Output", "100,000", "× $10.00", "$1.00"],
  ["Total", "$3.50"],
];
const both = [
  ["Input", "3,000,000", "× $2.50", "$7.50"],
  ["Output", "100,000", "× $10.00", "$1.00"],
  ["Total", "$8.50"],
];

test("every cost opens down to tokens times price: before a file is added, of an event, of a month, and of what a rule would bring", async ({
  obole,
  file: fileOf,
}) => {
  await obole.open("imports/new");
  await obole.chooseFile(await fileOf("june.csv", file));
  await expect.poll(async () => (await obole.preview()).length).toBe(2);
  expect(await obole.explainedInPlace("$3.50")).toEqual(first);
  expect(await obole.checkFirst()).toEqual([["June 2026", "$0.00", "$8.50", "+$8.50"]]);
  expect(await obole.explainedInPlace("$8.50")).toEqual(both);
  expect(await obole.addFile()).toEqual({ isSent: false });

  await obole.open("spend?month=2026-06");
  expect(await obole.explained("$8.50")).toEqual({ sentence: "$8.50 for all usage", lines: both });
  await obole.open("spend?month=2026-06");
  expect((await obole.explained("$3.50")).lines).toEqual(first);

  // Half of it: 3 × 1.25 + 0.1 × 5 = 4.25
  await obole.open("settings/prices?kind=discount&percent=50&from=2026-06-01");
  expect((await obole.explained("$8.50")).lines).toEqual(both);
  await obole.open("settings/prices?kind=discount&percent=50&from=2026-06-01");
  expect(await obole.explained("$4.25")).toEqual({
    sentence: "$4.25 for all usage",
    lines: [
      ["Input", "3,000,000", "× $1.25", "$3.75"],
      ["Output", "100,000", "× $5.00", "$0.50"],
      ["Total", "$4.25"],
    ],
  });
  await obole.open("spend?month=2026-06");
  await obole.expectTotal("$8.50");
});

test("what a file of prices would bring opens down to tokens times price before it is saved", async ({ obole, api, file: fileOf }) => {
  await api.upload(file);
  await obole.open("settings/prices/contract");
  await obole.choosePrices(await fileOf("contract.csv", "provider,model,input,output,from\nopenai,gpt-4o,2,8,2026-06-01\n"));
  // 3 × 2 + 0.1 × 8 = 6.80
  expect(await obole.explainedInPlace("$6.80")).toEqual([
    ["Input", "3,000,000", "× $2.00", "$6.00"],
    ["Output", "100,000", "× $8.00", "$0.80"],
    ["Total", "$6.80"],
  ]);
});

test("what stands for many names, a day and both sides of the savings open down to tokens times price", async ({ obole, api }) => {
  // Project 1 uses a million tokens, project 2 two million …: 2.50 each on gpt-4o.
  const rows = Array.from(
    { length: 16 },
    (_, index) => `2026-06-0${1 + (index % 2)}T12:00:00Z,openai,gpt-4o,${index + 1}000000,0,1000,P${index + 1},${index}`,
  );
  await api.upload(["timestamp,provider,model,input_tokens,output_tokens,requests,project,request_id", ...rows].join("\n"));
  await obole.open("spend?month=2026-06&by=project");
  // The eight largest are shown by name; 1 + 2 + … + 8 = 36 million are left.
  expect((await obole.explained("$90.00")).lines).toEqual([
    ["Input", "36,000,000", "× $2.50", "$90.00"],
    ["Total", "$90.00"],
  ]);
  await obole.open("spend?month=2026-06");
  await obole.showTrendTable();
  // On the second of June: 2 + 4 + … + 16 = 72 million.
  expect((await obole.explained("$180.00")).lines).toEqual([
    ["Input", "72,000,000", "× $2.50", "$180.00"],
    ["Total", "$180.00"],
  ]);
  // 136 × 2.50 at list; on Claude Sonnet 4.5 136 × 3.
  await obole.open("savings?month=2026-06&baseline=anthropic/claude-sonnet-4-5-20250929");
  expect((await obole.explained("$408.00")).lines).toEqual([
    ["Input", "136,000,000", "× $2.50", "$340.00", "× $3.00", "× 1.00", "$408.00"],
    ["Total", "$340.00", "", "$408.00"],
  ]);
});
