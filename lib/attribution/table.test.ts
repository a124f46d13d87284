import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { Refusal } from "@/lib/errors";
import { rulesOfTable } from "./table";

const errorsOf = (text: string) => {
  try {
    return rulesOfTable(text);
  } catch (error) {
    return (error as Refusal).options.errors?.map(({ path: at, code }) => `${at} ${code}`);
  }
};

test("the example that can be downloaded is right", () => {
  const rules = rulesOfTable(readFileSync(path.join(import.meta.dirname, "../../public/example-attribution-rules.csv"), "utf8"));
  expect(rules).toHaveLength(3);
  expect(rules[1]).toMatchObject({ kind: "assign", scope: { user: "zoe.martin" }, team: "Support", from: "2026-03-01" });
});

test("columns in any order, semicolons, a byte order mark and quotes are read", () => {
  expect(rulesOfTable('\ufeffto_team;User;note\r\nA;zoe;"one; two"\r\n')).toMatchObject([
    { scope: { user: "zoe" }, team: "A", note: "one; two", from: null },
  ]);
});

test("one wrong line refuses all, and each is named", () => {
  expect(errorsOf("user,to_team,from\nzoe,A,\n,B,\nx,,\ny,C,30/06/2026\nz,D,2026-06-30,extra\n")).toEqual([
    "line 3 choose_one",
    "line 4 choose_one",
    "line 5 not_a_date",
    "line 6 column_count",
  ]);
  expect(errorsOf("user,squad\nzoe,A\n")).toEqual(["line 1 unknown_column"]);
  expect(errorsOf("user,user,to_team\nzoe,x,A\n")).toEqual(["line 1 unknown_column"]);
  expect(errorsOf("user,to_team\n")).toEqual(["file empty_file"]);
  expect(errorsOf('user,to_team\n"zoe,A\n')).toEqual(["line 2 unclosed_quote"]);
});
