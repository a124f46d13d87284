import { expect, test } from "vitest";
import { routeClass } from "./metrics";

test("whatever is asked for, the classes are few and name nobody", () => {
  expect(
    [
      "/api/v1/spend?team=x",
      "/api/v1/imports/7/rejected.csv",
      "/api/v1/anything",
      "/api/ready",
      "/api/w/atelier/live",
      "/api/w/live/audit",
      "/w/atelier/spend",
      "/w/x/../y",
      "/_next/static/a.js",
      "/",
    ].map(routeClass),
  ).toEqual(["api/spend", "api/imports", "api/other", "ready", "live", "w", "page/spend", "page/other", "static", "page/other"]);
});
