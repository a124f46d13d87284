import { parse } from "csv-parse/sync";
import type { z } from "zod";
import { efficiencySchema } from "@/lib/efficiency/json";
import { importSchema } from "@/lib/imports/schema";
import { savingsByModelSchema, savingsSchema } from "@/lib/savings/json";
import { spendSchema } from "@/lib/spend/json";

export type ImportJson = z.output<typeof importSchema>;
type Query = Record<string, string>;
type Body = string | Uint8Array | AsyncIterable<Uint8Array>;
type Sending = { query?: Query; headers?: Record<string, string>; body?: Body };

/** The HTTP API as a program meets it: a URL, a key, and answers that have the shape the contract names. */
export class Api {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  /** Any call, whatever it answers. */
  call(method: string, path: string, { query = {}, headers = {}, body }: Sending = {}): Promise<Response> {
    const search = new URLSearchParams(query).size ? `?${new URLSearchParams(query)}` : "";
    const init = { method, headers: { authorization: `Bearer ${this.key}`, ...headers }, ...(body !== undefined && { body, duplex: "half" }) };
    return fetch(`${this.url}/api/v1${path}${search}`, init as RequestInit);
  }

  /** A call that succeeds, as JSON. */
  async json(method: string, path: string, sending: Sending = {}): Promise<unknown> {
    const answer = await this.call(method, path, sending);
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  async upload(body: Body, query: Query = {}): Promise<ImportJson> {
    return importSchema.parse(await this.json("POST", "/imports", { query: { filename: "usage.csv", ...query }, body }));
  }

  async import(id: string | null): Promise<ImportJson> {
    return importSchema.parse(await this.json("GET", `/imports/${id}`));
  }

  /** All imports, newest first. */
  async imports(): Promise<ImportJson[]> {
    const all: ImportJson[] = [];
    for (let query: Query | null = { limit: "200" }; query; ) {
      const page = (await this.json("GET", "/imports", { query })) as { items: unknown[]; next_cursor: string | null };
      all.push(...page.items.map((item) => importSchema.parse(item)));
      query = page.next_cursor ? { ...query, cursor: page.next_cursor } : null;
    }
    return all;
  }

  async spend(query: Query) {
    return spendSchema.parse(await this.json("GET", "/spend", { query }));
  }

  async efficiency(query: Query) {
    return efficiencySchema.parse(await this.json("GET", "/efficiency", { query }));
  }

  async savings(query: Query) {
    return savingsSchema.parse(await this.json("GET", "/savings", { query }));
  }

  async savingsByModel(query: Query) {
    return savingsByModelSchema.parse(await this.json("GET", "/savings/models", { query }));
  }

  /** A download as a table: records by the names of its columns. */
  async table(path: string): Promise<Record<string, string>[]> {
    const answer = await this.call("GET", path);
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
    return table(await answer.text());
  }
}

/** A CSV text as records by the names of its columns. */
export function table(csv: string): Record<string, string>[] {
  return parse(csv, { bom: true, columns: true, relax_column_count: true });
}
