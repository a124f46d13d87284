// Runs the Prisma CLI with a schema engine from npm, so that nothing is downloaded from anywhere else.
import { spawn } from "node:child_process";
import path from "node:path";

const root = path.dirname(import.meta.dirname);
const child = spawn(process.execPath, [path.join(root, "node_modules", "prisma", "build", "index.js"), ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: path.join(import.meta.dirname, "schema-engine.mjs"),
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  },
});
child.on("exit", (code) => process.exit(code ?? 1));
