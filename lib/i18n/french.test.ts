import { expect, test } from "vitest";
import { fr } from "./fr/catalogue";

/** Every sentence with the path of its keys. */
function sentences(words: object, at = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[`${at}${key}`, value]] : sentences(value, `${at}${key}.`),
  );
}

test("French marks of two parts never stand alone at the beginning of a line", () => {
  const loose = sentences(fr).filter(([, text]) => / [:;!?»](?=[\s»)]|$)|« /.test(text));
  expect(loose).toEqual([]);
});
