import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { pool } from "./db";
import { importStatuses } from "./imports/record";

type Observer = (request: IncomingMessage, response: ServerResponse) => void;
type Meters = { registry: Registry; observe: Observer; readImports: () => Promise<void> };

// The server in front of Next hands every request to the observer; the process is what they share.
const held = globalThis as typeof globalThis & { oboleMeters?: Meters; oboleObserve?: Observer };

/** Begins to count requests. */
export function observeRequests(): void {
  held.oboleObserve = meters().observe;
}

/** All figures as Prometheus reads them; none tells of a person. */
export async function metricsText(): Promise<{ type: string; text: string }> {
  const { registry, readImports } = meters();
  await readImports();
  return { type: registry.contentType, text: await registry.metrics() };
}

/** The class of an address: few, whatever is asked for. */
export function routeClass(url: string): string {
  const [, first = "", second = "", third = "", fourth = ""] = url.split(/[?#]/)[0]?.split("/") ?? [];
  // Open for minutes by design: its times are none of the pages'.
  if (first === "api" && second === "w" && fourth === "live") return "live";
  if (first === "api" && second === "v1") return apiParts.has(third) ? `api/${third}` : "api/other";
  if (first === "api") return internalParts.has(second) ? second : "api/other";
  if (first === "w") return pageParts.has(third) ? `page/${third}` : "page/other";
  if (first === "_next") return "static";
  return first === "metrics" ? "metrics" : "page/other";
}

const apiParts = new Set(
  "usage,otlp,imports,spend,savings,events,models,price-rules,estimate,reports,periods,reconciliation,budgets,audit,openapi.json".split(","),
);
const internalParts = new Set(["auth", "health", "ready", "w"]);
const pageParts = new Set("spend,usage,savings,estimate,models,imports,reports,budgets,settings".split(","));

function meters(): Meters {
  held.oboleMeters ??= makeMeters();
  return held.oboleMeters;
}

function makeMeters(): Meters {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: "obole_" });
  const labelNames = ["route", "method", "status"] as const;
  const requests = new Counter({ name: "obole_http_requests_total", help: "Requests answered", labelNames, registers });
  const seconds = new Histogram({
    ...{ name: "obole_http_request_seconds", help: "Time to the end of the answer", labelNames: ["route"] as const, registers },
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
  });
  const running = new Gauge({ name: "obole_http_requests_running", help: "Requests being answered", registers });
  poolGauge(registers);
  const observe: Observer = (request, response) => {
    const route = routeClass(request.url ?? "");
    const stop = seconds.startTimer({ route });
    running.inc();
    response.once("close", () => {
      running.dec();
      stop();
      requests.inc({ route, method: methods.has(request.method ?? "") ? request.method : "other", status: response.statusCode });
    });
  };
  return { registry, observe, readImports: importGauges(registers) };
}

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

function poolGauge(registers: Registry[]): void {
  new Gauge({
    ...{
      name: "obole_database_connections",
      help: "Connections of the pool, and requests that wait for one",
      labelNames: ["state"] as const,
      registers,
    },
    collect() {
      const { totalCount, idleCount, waitingCount } = pool();
      this.set({ state: "busy" }, totalCount - idleCount);
      this.set({ state: "idle" }, idleCount);
      this.set({ state: "waited_for" }, waitingCount);
    },
  });
}

/** Read from the database, so the same in every process. */
function importGauges(registers: Registry[]): () => Promise<void> {
  const events = new Gauge({ name: "obole_events", help: "Usage events that count", registers });
  const speed = new Gauge({ name: "obole_import_rows_per_second", help: "Rows read a second by the imports that run", registers });
  const imports = new Gauge({ name: "obole_imports", help: "Imports by status", labelNames: ["status"] as const, registers });
  return async () => {
    const { rows } = await pool().query<{ status: string; imports: string; accepted: string; speed: string | null }>(
      `select status, count(*) as imports, sum(accepted) as accepted,
         sum(rows / greatest(extract(epoch from clock_timestamp() - created_at), 1)) filter (where status = 'running') as speed
       from import group by status`,
    );
    const found = new Map(rows.map((row) => [row.status, row]));
    for (const status of importStatuses) imports.set({ status }, Number(found.get(status)?.imports ?? 0));
    events.set(Number(found.get("done")?.accepted ?? 0));
    speed.set(Number(found.get("running")?.speed ?? 0));
  };
}
