/** Where a request comes from: the address that asked, and the id under which the log and the audit trail name it. */
export type Origin = { address: string; requestId: string };

const wellFormed = /^[\w-]{8,64}$/;

/** An id that came along is kept when it can do no harm in a log line; else there is a new one. */
export function originOf(headers: Headers): Origin {
  const given = headers.get("x-request-id") ?? "";
  return { address: addressOf(headers), requestId: wellFormed.test(given) ? given : crypto.randomUUID() };
}

/** Whose address it is: what the server in front of the app wrote last, which nobody else can. */
export function addressOf(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64) ?? "";
}
