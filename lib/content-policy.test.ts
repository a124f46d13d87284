import { expect, test } from "vitest";
import { contentPolicy } from "./content-policy";

test("a page runs the scripts of its own answer, and nothing inline", () => {
  const policy = contentPolicy("bm9uY2U=");
  expect(policy).toMatch(/script-src 'nonce-bm9uY2U=' 'strict-dynamic';/);
  expect(policy.match(/script-src [^;]*/)?.[0]).not.toMatch(/unsafe|\*/);
  for (const directive of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"])
    expect(policy).toContain(directive);
  expect(contentPolicy("x", { isSecure: true })).toContain("upgrade-insecure-requests");
});
