import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  timeout: 300_000,
  expect: { timeout: 30_000 },
  workers: 1, // some specs kill processes, one measures memory: nothing runs beside them
  reporter: [["list"], ["json"]],
  use: {
    actionTimeout: 20_000,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-sandbox"],
    },
    locale: "en-US",
    timezoneId: "UTC",
    trace: "retain-on-failure",
  },
});
