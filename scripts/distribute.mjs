// `npm run distribute [-- --dry-run]`: spreads the tables that grow over the servers of a Citus cluster, by workspace (docs/scaling.md). What is done already is
// left alone, so it may run again after an upgrade.
//   --dry-run             only say what would be done
//   --coordinator NAME    where the workers reach the coordinator, as db:5432; needed once
//   --worker NAME         a worker to add, as worker-1:5432; may be given several times
//   --local               without any worker: everything stays on this server, ready for workers to be added
import "./node-version.mjs";

import { parseArgs } from "node:util";
import { runCommand } from "./command.mjs";
import { connected } from "./database.mjs";
import { distribute } from "./distributing.mjs";

const { values } = parseArgs({
  options: {
    "dry-run": { type: "boolean", default: false },
    coordinator: { type: "string" },
    worker: { type: "string", multiple: true, default: [] },
    local: { type: "boolean", default: false },
  },
});

await runCommand(({ url }) =>
  connected(url, (client) =>
    distribute(client, {
      isDry: values["dry-run"],
      coordinator: values.coordinator ?? null,
      workers: values.worker,
      isLocal: values.local,
      say: (text) => console.log(text),
    }),
  ),
);
