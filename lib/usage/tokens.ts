/** Disjoint classes, so that they add up; output includes reasoning. */
export const tokenClasses = ["input", "cache_read", "cache_write_5m", "cache_write_1h", "output"] as const;

export type TokenClass = (typeof tokenClasses)[number];

/** Tokens by class. */
export type Tokens = Record<TokenClass, bigint>;

/** A value for each class. */
export function forEachClass<T>(of: (name: TokenClass) => T): Record<TokenClass, T> {
  return {
    input: of("input"),
    cache_read: of("cache_read"),
    cache_write_5m: of("cache_write_5m"),
    cache_write_1h: of("cache_write_1h"),
    output: of("output"),
  };
}

export const noTokens: Tokens = forEachClass(() => 0n);

/** All tokens together. */
export function totalTokens(tokens: Tokens): bigint {
  return tokenClasses.reduce((sum, name) => sum + tokens[name], 0n);
}

const largestSafe = BigInt(Number.MAX_SAFE_INTEGER);

/** A count on the wire: an integer, a decimal string beyond 2^53 − 1. */
export function wireCount(count: bigint): number | string {
  return count > largestSafe ? count.toString() : Number(count);
}
