import { hash } from "node:crypto";
import type { Charge } from "./charge";
import type { UsageRow } from "./row";
import { tokenClasses } from "./tokens";

/** Kept with every identity, so that another rule can live beside this one. */
export const hashVersion = 1;

/** Stands in no name that a person writes; Postgres can hold it, so that a restore can compute the same. */
const separator = "\u001f";

/** 16 bytes, as 32 hexadecimal digits. */
export type Identity = string;

/** What makes a row with a request id the same: the id, whatever the file, format, zone or time. */
export function identityOfRequest(requestId: string): Identity {
  return digest(`id${separator}${requestId}`);
}

/** What a row without an id is known by: its source, time, model, tier, dimensions and what else its format names. Never its numbers. */
export function knownFields(source: string, row: UsageRow | Charge): string {
  const { timeIdentity, provider, model, team, project, user, apiKey, apart } = row;
  const kind = row.kind === "usage" ? row.tier : `charge${separator}${row.item}`;
  const named = ["fields", source, timeIdentity, provider, model, kind, team, project, user, apiKey].join(separator);
  return apart === "" ? named : named + separator + apart;
}

/** What makes a row without an id the same: its fields, and which of the rows with these of its file it is (from 1). */
export function identityOfFields(fields: string, ordinal = 1): Identity {
  return digest(`${fields}${separator}${ordinal}`);
}

/** The same as SQL. `fields`: an expression of bytes. */
export function identityOfFieldsSql(fields: string, ordinal: string): string {
  return `substr(sha256(${fields} || convert_to(U&'\\001f' || ${ordinal}, 'UTF8')), 1, 16)`;
}

/** What makes a row recorded under an idempotency key the same: whose key, which, and its place in the request. */
export function identityOfKey(actor: string, idempotencyKey: string, index: number): Identity {
  return digest(["key", actor, idempotencyKey, index].join(separator));
}

/** 64 bits over the model and the numbers, as 16 hexadecimal digits: a known row with another value is a conflict. */
export function numbersHash(row: UsageRow | Charge): string {
  if (row.kind === "charge") {
    const { amount, credits, quantity } = row;
    return digest(["charge", amount?.amount, amount?.currency, credits, quantity].join(separator)).slice(0, 16);
  }
  const { provider, model, requests, tokens, reasoning } = row;
  const counts = tokenClasses.map((name) => tokens[name]).join(separator);
  return digest(`${provider}${separator}${model}${separator}${requests ?? ""}${separator}${counts}${separator}${reasoning}`).slice(0, 16);
}

/** As text: a digest of its own memory for every row would cost more than the hash. */
function digest(text: string): string {
  return hash("sha256", text).slice(0, 32);
}
