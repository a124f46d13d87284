// `npm run backup [-- FILE]`: all of the database, as of one moment, into one checksummed archive; also while Obole runs.
import { stat } from "node:fs/promises";
import path from "node:path";
import { writeBackup } from "./backup-archive.mjs";
import { runCommand } from "./command.mjs";

const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
const file = path.resolve(process.argv[2] ?? `obole-backup-${stamp}Z.zip`);

await runCommand(async ({ url }) => {
  const { tables } = await writeBackup(url, file);
  const rows = tables.reduce((sum, table) => sum + BigInt(table.rows), 0n);
  console.log(`${file}: ${tables.length} tables, ${rows} rows, ${(await stat(file)).size} bytes`);
});
