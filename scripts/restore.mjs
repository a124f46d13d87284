// `npm run restore -- FILE [--force]`: checks a backup and puts it into an empty database; `--force` replaces what is there.
import { verifyChains } from "./audit-chain.mjs";
import { runCommand } from "./command.mjs";
import { connected } from "./database.mjs";
import { restoreBackup } from "./restoring.mjs";

const [file, ...options] = process.argv.slice(2);

await runCommand(async ({ url, isServing }) => {
  if (!file || file.startsWith("--")) throw new Error("Name the backup: npm run restore -- obole-backup-2026-06-30T06-00-00Z.zip");
  if (isServing) throw new Error("Obole is running over this database. Stop it first.");
  const { tables, rows, madeAt } = await restoreBackup(url, file, { force: options.includes("--force") });
  console.log(`restored ${tables} tables with ${rows} rows, as of ${madeAt}`);
  const wrong = (await connected(url, verifyChains)).filter(({ problem }) => problem);
  for (const { chain, problem } of wrong) console.error(`The audit trail of ${chain} was wrong already when the backup was made: ${problem}`);
});
