import { expect, test } from "vitest";
import { progressLine, progressText } from "./progress.mjs";
import { cut, printable, table, widthOf } from "./text.mjs";
import { voiceOf } from "./voice.mjs";

test("what a terminal would obey is not printed", () => {
  expect(printable("a\u001b[31mred\u0007\u202eb\r\n")).toBe("a\ufffd[31mred\ufffd\ufffdb\ufffd\ufffd");
});

test("width is what one sees", () => {
  expect([widthOf("Équipe"), widthOf("E\u0301quipe"), widthOf("検索"), widthOf("a\u00a0$")]).toEqual([6, 6, 4, 3]);
  expect([cut("checkout", 8), cut("checkout", 5), cut("検索部門", 5)]).toEqual(["checkout", "chec…", "検索…"]);
});

test("columns stand in line, figures to the right", () => {
  const rows = [["Team", "Cost"], null, ["検索", "$1.00"], ["Checkout", "$12.50"]];
  expect(table(rows, [false, true])).toEqual(["Team        Cost", "────────────────", "検索       $1.00", "Checkout  $12.50"]);
});

test("a progress line says how far, how fast and how long still, within its width", () => {
  const since = 1_000_000;
  const state = { name: "exports/june.csv", phase: "uploading" as const, bytes: 50_000_000, size: 200_000_000, since };
  // 50 of 200 MB in 10 s: 5 MB/s, 150 MB to go, 30 s
  const line = progressLine(state, voiceOf("en"), since + 10_000, 120).replaceAll("\u00a0", " ");
  expect(line).toBe("exports/june.csv  █████░░░░░░░░░░░░░░░  sending, 50.0 MB / 200.0 MB, 5.0 MB/s, 30 s left");
  expect(widthOf(progressLine(state, voiceOf("en"), since + 10_000, 60))).toBeLessThanOrEqual(60);

  // 1,000,000 rows in 10 s
  const reading = { ...state, phase: "reading" as const, rows: 1_000_000 };
  expect(progressText(reading, voiceOf("fr"), since + 10_000).replaceAll(/[\u00a0\u202f]/g, " ")).toBe(
    "exports/june.csv: lecture, 50,0 Mo / 200,0 Mo, 1 000 000 lignes, 100 000 lignes/s, encore 30 s",
  );
  expect(progressText({ ...state, phase: "queued" }, voiceOf("en"), since)).toBe("exports/june.csv: sent, waiting for its turn");
});
