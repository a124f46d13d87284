import { hash } from "node:crypto";
import type { Charge } from "./charge";
import type { UsageRow } from "./row";
import { tokenClasses } from "./tokens";

/** Kept with every identity, so that another rule can live beside this one. */
export const hashVersion = 1;

/** Stands in no name that a person writes; Postgres can hold it, so that a restore can compute the same. */
const separator = "\u001f";

/** What makes a row with a request id the same: the id, whatever the file, format, zone or time. 16 bytes. */
export function identityOfRequest(requestId: string): Buffer {
  return digest(`id${separator}${requestId}`);
}

/**
 * What makes a row without an id the same: its source, time, model, tier, dimensions and what else its format names, and which of such rows of its file it
 * is (from 1). Never its numbers. 16 bytes.
 */
export function identityOfFields(source: string, row: UsageRow | Charge, ordinals: Ordinals): Buffer {
  const { timeIdentity, provider, model, team, project, user, apiKey, apart } = row;
  const kind = row.kind === "usage" ? row.tier : `charge${separator}${row.item}`;
  const named = [source, timeIdentity, provider, model, kind, team, project, user, apiKey].join(separator);
  const fields = apart === "" ? named : named + separator + apart;
  const ordinal = ordinals.next(digest(`fields${separator}${fields}`));
  return digest(`fields${separator}${fields}${separator}${ordinal}`);
}

/** What makes a row recorded under an idempotency key the same: whose key, which, and its place in the request. 16 bytes. */
export function identityOfKey(actor: string, idempotencyKey: string, index: number): Buffer {
  return digest(["key", actor, idempotencyKey, index].join(separator));
}

/** 64 bits over the model and the numbers: a known row with another value is a conflict. */
export function numbersHash(row: UsageRow | Charge): bigint {
  if (row.kind === "charge")
    return digest(["charge", row.amount?.amount, row.amount?.currency, row.credits, row.quantity].join(separator)).readBigInt64BE();
  const { provider, model, requests, tokens, reasoning } = row;
  const numbers = [provider, model, requests, ...tokenClasses.map((name) => tokens[name]), reasoning];
  return digest(numbers.join(separator)).readBigInt64BE();
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer").subarray(0, 16);
}

/** Counts equal rows of one file in flat memory: some twelve bytes for each different one, by 64 bits of its hash. */
export class Ordinals {
  private keys = new BigUint64Array(1 << 12);
  private counts = new Uint32Array(1 << 12);
  private size = 0;

  /** How many with this hash there have been, this one included. */
  next(hashOfFields: Buffer): number {
    if (2 * this.size >= this.keys.length) this.grow();
    const slot = this.slotOf(hashOfFields.readBigUInt64BE());
    if (this.counts[slot] === 0) this.size++;
    const count = (this.counts[slot] ?? 0) + 1;
    this.counts[slot] = count;
    return count;
  }

  private slotOf(key: bigint): number {
    const mask = this.keys.length - 1;
    let slot = Number(key & BigInt(mask));
    while (this.counts[slot] !== 0 && this.keys[slot] !== key) slot = (slot + 1) & mask;
    this.keys[slot] = key;
    return slot;
  }

  private grow(): void {
    const { keys, counts } = this;
    this.keys = new BigUint64Array(2 * keys.length);
    this.counts = new Uint32Array(2 * counts.length);
    for (let slot = 0; slot < keys.length; slot++) {
      const count = counts[slot] ?? 0;
      if (count) this.counts[this.slotOf(keys[slot] ?? 0n)] = count;
    }
  }
}
