/** Disjoint classes, so that they add up; output includes reasoning. */
export const tokenClasses = ["input", "cache_read", "cache_write_5m", "cache_write_1h", "output"] as const;

export type TokenClass = (typeof tokenClasses)[number];

/** Tokens by class. */
export type Tokens = Record<TokenClass, bigint>;

/** A value for each class. */
export function forEachClass<T>(valueOf: (name: TokenClass) => T): Record<TokenClass, T> {
  return {
    input: valueOf("input"),
    cache_read: valueOf("cache_read"),
    cache_write_5m: valueOf("cache_write_5m"),
    cache_write_1h: valueOf("cache_write_1h"),
    output: valueOf("output"),
  };
}

/** All tokens together. */
export function totalTokens(tokens: Tokens): bigint {
  return tokenClasses.reduce((sum, name) => sum + tokens[name], 0n);
}
