// @ts-check
// Whether to try again, and when. Pure.

const longestWait = 5 * 60_000;
const firstWait = 1000;

/** Errors of the network that pass. */
const passing = new Set(["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN"]);

/**
 * What came of an attempt: an HTTP status with the Retry-After it carried, or an error code of the network.
 * @typedef {{ status?: number | undefined, retryAfter?: string | undefined, code?: string | undefined }} Outcome
 */

/** Whether a second attempt may succeed without anybody doing anything. @param {Outcome} outcome */
export function isPassing({ status, code }) {
  if (status !== undefined) return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
  return code !== undefined && passing.has(code);
}

/**
 * Milliseconds to wait before attempt number `next` (the first repetition is 1), twice as long each time and never less than the server asks for; null:
 * give up.
 * @param {number} next @param {number} retries @param {Outcome} outcome @param {number} now
 */
export function waitBefore(next, retries, outcome, now) {
  if (next > retries || !isPassing(outcome)) return null;
  const asked = askedWait(outcome.retryAfter, now);
  if (asked > longestWait) return null;
  return Math.max(asked, Math.min(firstWait * 2 ** (next - 1), 60_000));
}

/** Retry-After in milliseconds: seconds, or a date. @param {string | undefined} header @param {number} now */
function askedWait(header, now) {
  if (!header) return 0;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}
