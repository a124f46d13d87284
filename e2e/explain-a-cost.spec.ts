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
  await obole.addFile();

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
