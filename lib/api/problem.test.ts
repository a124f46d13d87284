import { expect, test } from "vitest";
import { isUnreachable } from "./problem";

const failure = (code: string | undefined, message = "") => Object.assign(new Error(message), code ? { code } : {});

test.each([
  [failure("ECONNREFUSED"), true],
  [failure("57P01", "terminating connection due to administrator command"), true],
  [failure("57P03", "the database system is starting up"), true],
  [failure("53300", "too many clients already"), true],
  [failure("53100", "could not extend file: No space left on device"), true],
  [failure(undefined, "timeout exceeded when trying to connect"), true],
  [failure(undefined, "Connection terminated unexpectedly"), true],
  [failure("23505", "duplicate key"), false],
  [failure("42601", "syntax error"), false],
  [undefined, false],
])("%s: unreachable %s", (error, expected) => expect(isUnreachable(error)).toBe(expected));
