import { expect, test } from "vitest";
import { headerHash } from "./template";

test("a header is the same in other order and case, and another with a column more", () => {
  const hash = headerHash(["Jour", "Modèle", "Jetons"]);
  expect(headerHash([" jetons", "JOUR", "mode\u0300le", ""])).toEqual(hash);
  expect(headerHash(["Jour", "Modèle", "Jetons", "Équipe"])).not.toEqual(hash);
});
