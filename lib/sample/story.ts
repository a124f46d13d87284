import { type Day, daysBetween } from "@/lib/period";

/** Six months of a small haulier, Calder Freight: fixed rules, so that its figures are known. */
export const sampleMonths = { from: "2026-01-01", to: "2026-07-01" } as const;

/** The day Platform moved from a premium model to a cheaper one. */
export const platformMoved: Day = "2026-05-11";

type Stream = {
  team: string;
  project: string;
  users: readonly string[];
  provider: string;
  model: (day: Day) => string;
  tier?: string;
  /** First day of use. */
  since?: Day;
  /** On a Monday in January: requests, and tokens of one request. */
  requests: number;
  input: number;
  output: number;
  /** Of the input, in per cent. */
  cachedPercent?: number;
  writtenPercent?: number;
  /** Growth from month to month, in per cent. */
  growth: number;
  /** What is left of a working day at the weekend, in per cent. */
  weekend: number;
};

const always = (model: string) => () => model;

const streams: readonly Stream[] = [
  {
    ...{ team: "Platform", project: "dispatch-copilot", users: ["ana.costa", "ben.osei"], provider: "openai" },
    ...{ model: (day) => (day < platformMoved ? "gpt-4o" : "mistral-medium-3.1"), requests: 5200, input: 3400, output: 620, growth: 6, weekend: 35 },
  },
  {
    ...{
      team: "Support",
      project: "helpdesk",
      users: ["zoe.martin", "li.wei", "tom.baker"],
      provider: "anthropic",
      model: always("claude-haiku-4-5"),
    },
    ...{ requests: 7400, input: 5200, output: 480, cachedPercent: 62, writtenPercent: 6, growth: 4, weekend: 55 },
  },
  {
    ...{ team: "Search", project: "shipment-search", users: ["omar.haddad"], provider: "mistral", model: always("mistral-medium-latest") },
    ...{ requests: 6100, input: 2900, output: 410, growth: 5, weekend: 40 },
  },
  {
    ...{ team: "Data", project: "document-intake", users: ["nightly"], provider: "openai", model: always("gpt-4o-mini"), tier: "batch" },
    ...{ requests: 21000, input: 2600, output: 330, growth: 3, weekend: 100 },
  },
  {
    ...{ team: "Research", project: "route-planner", users: ["ines.roy", "ana.costa"], provider: "anthropic", model: always("claude-sonnet-4-5") },
    ...{ requests: 620, input: 14000, output: 1900, cachedPercent: 48, writtenPercent: 9, growth: 9, weekend: 10 },
  },
  {
    ...{ team: "Platform", project: "intent-router", users: ["router"], provider: "calder", model: always("calder-router-7b"), since: "2026-03-02" },
    ...{ requests: 9800, input: 700, output: 12, growth: 7, weekend: 50 },
  },
  {
    ...{ team: "", project: "", users: [""], provider: "openai", model: always("gpt-4o-mini") },
    ...{ requests: 900, input: 1800, output: 260, growth: 2, weekend: 20 },
  },
];

const header =
  "timestamp,provider,model,input_tokens,output_tokens,cached_input_tokens,cache_write_tokens,requests,service_tier,team,project,user,request_id";

/** The story as a canonical CSV: one row per day, user and model, a piece per month. */
export function* sampleCsv(): Generator<string> {
  yield `${header}\n`;
  const days = daysBetween(sampleMonths.from, sampleMonths.to);
  for (const [number, day] of days.entries()) yield `${streams.flatMap((stream, index) => dayOf(stream, index, day, number)).join("\n")}\n`;
}

function dayOf(stream: Stream, index: number, day: Day, number: number): string[] {
  if (stream.since && day < stream.since) return [];
  const month = Number(day.slice(5, 7)) - 1;
  const isWeekend = [0, 6].includes(new Date(`${day}T00:00Z`).getUTCDay());
  const calm = isWeekend ? stream.weekend : 100;
  const model = stream.model(day);
  const provider = model.startsWith("mistral") ? "mistral" : stream.provider;
  return stream.users.map((user, place) => {
    // A swing of up to 12 % either way, by the day and the stream alone.
    const swing = 88 + ((number * 37 + index * 53 + place * 29 + ((number * number) % 17)) % 25);
    const requests = Math.max(1, Math.floor((stream.requests * (100 + stream.growth * month) * calm * swing) / (stream.users.length * 1_000_000)));
    const input = requests * (stream.input + ((number * 13 + place * 7) % 90));
    const cached = Math.floor((input * (stream.cachedPercent ?? 0)) / 100);
    const written = Math.floor((input * (stream.writtenPercent ?? 0)) / 100);
    const output = requests * (stream.output + ((number * 5 + index) % 40));
    const hour = String(8 + ((index + place) % 9)).padStart(2, "0");
    const cells = [
      input,
      output,
      cached || "",
      written || "",
      requests,
      stream.tier ?? "",
      stream.team,
      stream.project,
      user,
      `sample-${day}-${index}-${place}`,
    ];
    return `${day}T${hour}:00:00Z,${provider},${model},${cells.join(",")}`;
  });
}
