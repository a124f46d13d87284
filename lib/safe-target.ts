/** Where to go after sign-in: a path of our own, never another site. */
export function safeTarget(asked: string | null | undefined): string {
  if (!asked?.startsWith("/") || /^\/[/\\]/.test(asked) || /[\\\r\n\t]/.test(asked)) return "/";
  const url = new URL(asked, "http://obole.invalid");
  return url.host === "obole.invalid" ? url.pathname + url.search : "/";
}
