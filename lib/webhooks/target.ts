import { BlockList, isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** The ports of https; "": the standard one. */
const ports = ["", "443", "8443"];
const longest = 2_000;

/** Public by their number, but answered inside of a cloud: Azure's. */
const insideClouds = new Set(["168.63.129.16"]);

/** Addresses that the operator allows though they are not public: OBOLE_WEBHOOK_ALLOW_PRIVATE. */
export type Allowed = readonly string[];

/** What is wrong with an address of a webhook, as a code of `fields`; null: nothing that can be seen in it. */
export function targetProblem(text: string, allowed: Allowed): "not_a_hook_url" | "not_public" | null {
  if (text.length > longest || !URL.canParse(text)) return "not_a_hook_url";
  const url = new URL(text);
  const isScheme = url.protocol === "https:" || (url.protocol === "http:" && allowed.length > 0);
  if (!isScheme || url.username || url.password || url.hash || !url.hostname) return "not_a_hook_url";
  const host = hostOf(url);
  if (isIP(host)) return mayReach(host, url, allowed) ? null : "not_public";
  return allowed.length > 0 || ports.includes(url.port) ? null : "not_a_hook_url";
}

/** The host as it is resolved: without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

/** Whether a message may go to an address: a public one over https, or one that the operator allows. */
export function mayReach(address: string, url: URL, allowed: Allowed): boolean {
  if (isAllowed(address, allowed)) return true;
  return url.protocol === "https:" && ports.includes(url.port) && isPublic(address);
}

/** Whether an address is one of the public internet: neither private, local, reserved, multicast, nor another one in disguise. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address) || insideClouds.has(address)) return false;
  const parsed = ipaddr.parse(address);
  // Of IPv6 only this much was ever given out; what lies outside may hold an IPv4 address, as ::127.0.0.1 does.
  const isGivenOut = parsed.kind() === "ipv4" || parsed.match(ipaddr.parseCIDR("2000::/3"));
  return parsed.range() === "unicast" && isGivenOut;
}

function isAllowed(address: string, allowed: Allowed): boolean {
  const list = new BlockList();
  for (const range of allowed) {
    const [network = "", bits] = range.split("/");
    const family = isIP(network) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}
