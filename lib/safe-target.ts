/** Where to go after sign-in: a path of our own, never another site. */
export function safeTarget(asked: string | null | undefined): string {
  if (!asked?.startsWith("/") || /[\\\p{Cc}]/u.test(asked) || !URL.canParse(asked, "http://obole.invalid")) return "/";
  const { host, pathname, search } = new URL(asked, "http://obole.invalid");
  // Dots are resolved by now: what was /.//evil.example would name another host.
  return host === "obole.invalid" && !pathname.startsWith("//") ? pathname + search : "/";
}
