import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Commands that need no database get an address where none is.
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://nobody@127.0.0.1:5/none" },
});
