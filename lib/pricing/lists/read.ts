import type { Day } from "@/lib/period";
import { isGenaiPricesList, readGenaiPricesList } from "./genai-prices";
import { type PriceList, UnreadableList } from "./list";
import { isLitellmList, readLitellmList } from "./litellm";
import { readOwnList } from "./obole";

/** Reads a price list of any shape known here. `retrieved`: the day it was fetched, where the list itself does not say. Throws UnreadableList. */
export function readPriceList(text: string, retrieved: Day): PriceList {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UnreadableList(`this is no JSON: ${(error as Error).message}`);
  }
  if (isGenaiPricesList(json)) return readGenaiPricesList(json, { retrieved });
  if (typeof json === "object" && json !== null && "models" in json && "provider_aliases" in json) return readOwnList(json);
  if (isLitellmList(json)) return readLitellmList(json, { retrieved });
  throw new UnreadableList("no price list of a known shape: our own, LiteLLM's model_prices_and_context_window.json, or genai-prices' data");
}
