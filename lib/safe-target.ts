/** Where to go after sign-in: a path of our own, never another site. */
export function safeTarget(asked: string | null | undefined): string {
  if (!asked?.startsWith("/") || /^\/[/\\]/.test(asked) || /[\\\r\n\t]/.test(asked)) return "/";
  const url = new URL(asked, "http://obole.invalid");
  // Dots are resolved by now, and what is left could still begin like another host.
  return url.host === "obole.invalid" && !url.pathname.startsWith("//") ? url.pathname + url.search : "/";
}
