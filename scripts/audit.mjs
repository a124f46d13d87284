// `npm run audit`: verifies the audit trail of every workspace and of the installation. `-- --installation` prints the installation's own entries.
import { verifyChains } from "./audit-chain.mjs";
import { runCommand } from "./command.mjs";
import { connected } from "./database.mjs";

const installationEntries = `select id::text as number, at, actor, action, target, before, after, address, request_id from audit_entry
  where workspace_id = 0 order by audit_entry.id`;

await runCommand(({ url }) =>
  connected(url, async (client) => {
    if (process.argv.includes("--installation")) {
      const { rows } = await client.query(installationEntries);
      for (const row of rows) console.log(JSON.stringify(row));
      return;
    }
    const verdicts = await verifyChains(client);
    for (const { chain, entries, problem } of verdicts) console.log(problem ? `wrong  ${chain}: ${problem}` : `ok     ${chain}: ${entries} entries`);
    if (verdicts.some(({ problem }) => problem)) process.exitCode = 1;
  }),
);
