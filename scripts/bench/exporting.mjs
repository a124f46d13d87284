// A month's files against PostgreSQL's own COPY of as many rows of the rollup.
import { to } from "pg-copy-streams";
import { ask } from "./visitor.mjs";

/** @typedef {import("./figures.mjs").Figure} Figure @typedef {import("./visitor.mjs").Account} Account */

const files = {
  "Month as CSV, by all dimensions": "/api/v1/reports/2026-05.csv?group_by=provider,model,team,project,user",
  "Month as FOCUS 1.2, day by day": "/api/v1/reports/2026-05.focus.csv",
};

/** @param {{ account: Account, client: import("pg").Client, runs: number, say: (text: string) => void }} with @returns {Promise<Figure[]>} */
export async function measureExports({ account, client, runs, say }) {
  say("exports");
  /** @type {Figure[]} */
  const figures = [];
  for (const [what, address] of Object.entries(files)) {
    const speeds = [];
    const shares = [];
    for (let run = 0; run < runs; run++) {
      const startedAt = performance.now();
      const lines = (await ask(account, address)).split("\n").length;
      const took = performance.now() - startedAt;
      const copying = performance.now();
      const copied = await copyLines(client, lines);
      speeds.push(lines / took);
      shares.push(lines / took / (copied / (performance.now() - copying)));
    }
    figures.push(
      { what: `${what}: lines a second`, unit: "k/s", values: speeds },
      { what: `${what}: share of COPY's speed`, unit: "", values: shares },
    );
  }
  return figures;
}

/** Lets COPY write so many cells, each with all its columns, and counts them. @param {import("pg").Client} client @param {number} most */
async function copyLines(client, most) {
  let lines = 0;
  const cells = `select * from usage_day where workspace_id = 1 and segment >= '2026-05-01' and segment < '2026-06-01' limit ${Number(most)}`;
  for await (const piece of client.query(to(`copy (${cells}) to stdout (format csv)`))) for (const byte of piece) if (byte === 10) lines++;
  return lines;
}
