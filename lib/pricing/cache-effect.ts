import { forEachClass, type TokenClass } from "@/lib/usage/tokens";
import type { ClassPrices } from "./sheet";

/** What a cached token cost less than plain input: spared by reading, negative where writing costs more. Pico-dollars per token of these classes, 0 for others. */
export function cacheEffect(classes: readonly TokenClass[], prices: ClassPrices): ClassPrices {
  return { ...forEachClass((name) => (classes.includes(name) ? prices.input - prices[name] : 0n)), request: 0n };
}

export const cacheReadClasses = ["cache_read"] as const satisfies readonly TokenClass[];
export const cacheWriteClasses = ["cache_write_5m", "cache_write_1h"] as const satisfies readonly TokenClass[];
