// Who asks the app under measurement: with the API key, or signed in as a browser would be.
import http from "node:http";

/** @typedef {{ url: string, key: string, email: string, password: string }} Account */

/** Reads an answer of the API whole. @param {Account} account @param {string} path @param {RequestInit & { duplex?: "half" }} [init] */
export async function ask({ url, key }, path, init = {}) {
  const response = await fetch(`${url}${path}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return text;
}

/** Signs in and answers the cookie. @param {Account} account */
export async function signedIn({ url, email, password }) {
  const first = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = await first.json();
  const body = new URLSearchParams({ csrfToken, email, password, json: "true" });
  const second = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    body,
    headers: { cookie: cookies(first) },
    redirect: "manual",
  });
  const cookie = cookies(second);
  if (!cookie.includes("obole.session")) throw new Error(`sign-in answered ${second.status}`);
  return cookie;
}

/** A page as a browser gets it. @param {string} address @param {string} cookie */
export async function page(address, cookie) {
  const response = await fetch(address, { headers: { cookie }, redirect: "manual" });
  const html = await response.text();
  if (response.status !== 200) throw new Error(`${address} answered ${response.status}`);
  return html;
}

/** Bytes of JavaScript, as compressed on their way, that a page's own scripts bring. @param {string} url @param {string} html */
export async function scriptBytes(url, html) {
  const tags = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag));
  const preloaded = [...html.matchAll(/<link[^>]*\shref="([^"]+\.js[^"]*)"[^>]*>/g)];
  const addresses = new Set([...tags, ...preloaded].map(([, source = ""]) => source.replaceAll("&amp;", "&")));
  const sizes = await Promise.all([...addresses].map((source) => bytesOf(new URL(source, url))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** @param {URL} address @returns {Promise<number>} */
function bytesOf(address) {
  return new Promise((resolve, reject) => {
    const request = http.get(address, { headers: { "accept-encoding": "br, gzip" } }, (response) => {
      let bytes = 0;
      response.on("data", (piece) => (bytes += piece.length));
      response.once("end", () => resolve(bytes));
    });
    request.once("error", reject);
  });
}

/** @param {Response} response */
function cookies(response) {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
