import { expect, test } from "vitest";
import { mainPages } from "./pages";

test("every page of the navigation is reached by a letter of its own", () => {
  expect(new Set(mainPages.map(({ key }) => key)).size).toBe(mainPages.length);
});
