import type { TokenClass } from "@/lib/usage/tokens";

/** Classes of tokens as bills tell them apart; other: none of them, or not told. */
export const tokenKinds = ["input", "cache_read", "cache_write", "output", "other"] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** What an item of a bill is for: "gpt-4o, cached input", "input_cache_read", "USE1-Claude4.5Sonnet-output-tokens". */
export function kindOfItem(item: string): TokenKind {
  const text = item.toLowerCase();
  if (/no[ _-]?cache|uncached/.test(text)) return "input";
  if (/cache/.test(text)) return /writ|creat/.test(text) ? "cache_write" : "cache_read";
  if (/output|completion|candidate/.test(text)) return "output";
  return /input|prompt/.test(text) ? "input" : "other";
}

/** The kind that a bill has for a class. */
export function kindOfClass(name: TokenClass): TokenKind {
  return name === "cache_write_5m" || name === "cache_write_1h" ? "cache_write" : name;
}
