import dns from "node:dns/promises";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { type Allowed, hostOf, mayReach } from "./target";

/** Why a message did not arrive. Its words live in `lib/i18n` (`webhooks.errors`). */
export const deliveryErrors = [
  "not_public",
  "unknown_host",
  "no_connection",
  "no_trust",
  "too_slow",
  "redirect",
  "refused",
  "gone",
  "sealed",
] as const;
export type DeliveryError = (typeof deliveryErrors)[number];

/** What became of an attempt; `status`: of the answer, null: there was none. */
export type Outcome = { status: number | null; error: DeliveryError | null };

export type Message = { url: string; body: string; headers: Record<string, string> };
type Address = { address: string; family: number };
export type Sending = { allowed: Allowed; resolve?: (host: string) => Promise<Address[]>; timeoutMs?: number };

const standardTimeoutMs = 10_000;
const largestHeader = 16_384;

class NotPublic extends Error {}

/**
 * Sends a message once: to an address that was checked after it was resolved and is the one connected to, following no redirect. Of the answer only the
 * status is read.
 */
export async function send(
  { url: text, body, headers }: Message,
  { allowed, resolve = resolved, timeoutMs = standardTimeoutMs }: Sending,
): Promise<Outcome> {
  const url = new URL(text);
  const host = hostOf(url);
  // An address is connected to without being looked up.
  if (isIP(host) && !mayReach(host, url, allowed)) return { status: null, error: "not_public" };
  const signal = AbortSignal.timeout(timeoutMs);
  const options: https.RequestOptions = {
    ...{ method: "POST", hostname: host, port: url.port, path: url.pathname + url.search },
    headers: { ...headers, host: url.host, "content-type": "application/json", "content-length": Buffer.byteLength(body), "user-agent": "Obole" },
    ...{ agent: false, signal, maxHeaderSize: largestHeader, lookup: checkedLookup((address) => mayReach(address, url, allowed), resolve) },
  };
  try {
    return outcomeOf(await statusOf(url.protocol === "https:" ? https : http, options, body));
  } catch (error) {
    return { status: null, error: signal.aborted ? "too_slow" : errorOf(error) };
  }
}

function statusOf(door: { request: typeof https.request }, options: https.RequestOptions, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = door.request(options, (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Answers only addresses that were checked, all of them: nothing is resolved a second time between the check and the connection. */
function checkedLookup(may: (address: string) => boolean, resolve: (host: string) => Promise<Address[]>): LookupFunction {
  return (host, { all }, done) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (!first || !addresses.every(({ address }) => may(address))) return done(new NotPublic(host), "", 4);
        return all ? done(null, addresses) : done(null, first.address, first.family);
      },
      (error) => done(error, "", 4),
    );
  };
}

/** All addresses of a host. */
export function resolved(host: string): Promise<Address[]> {
  return dns.lookup(host, { all: true });
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { status, error: null };
  if (status >= 300 && status < 400) return { status, error: "redirect" };
  return { status, error: status === 410 ? "gone" : "refused" };
}

function errorOf(error: unknown): DeliveryError {
  if (error instanceof NotPublic) return "not_public";
  const { code = "" } = error as { code?: string };
  if (/^(ENOTFOUND|EAI_)/.test(code)) return "unknown_host";
  return /^EPROTO$|CERT|SSL|TLS|UNABLE_TO_VERIFY/.test(code) ? "no_trust" : "no_connection";
}
