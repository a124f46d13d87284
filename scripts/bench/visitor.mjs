// Who asks the app under measurement: with the API key, or signed in as a browser would be.

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

/** @param {Response} response */
function cookies(response) {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
