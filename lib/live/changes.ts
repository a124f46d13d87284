import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { ownConnection } from "@/lib/db";
import { log } from "@/lib/log";

type Listener = () => void;

const channel = "obole_changed";
/** The payload that means all workspaces. */
const all = "0";
const retryMs = 1_000;

// Routes are bundled apart; the process is what they share.
const held = globalThis as typeof globalThis & { oboleChanges?: Changes };

/**
 * Calls back after each change of a workspace that any process commits, and when some may have been missed because the database was away. Answers how to
 * stop that.
 */
export function onChange(workspaceId: number, listener: Listener): () => void {
  held.oboleChanges ??= new Changes();
  return held.oboleChanges.add(String(workspaceId), listener);
}

/** One connection per process that listens, while anybody wants to know. */
class Changes {
  private readonly listeners = new Map<string, Set<Listener>>();
  private client: pg.Client | null = null;
  private isAtWork = false;

  add(workspace: string, listener: Listener): () => void {
    const ofWorkspace = this.listeners.get(workspace) ?? new Set();
    this.listeners.set(workspace, ofWorkspace.add(listener));
    if (!this.isAtWork) void this.work();
    return () => {
      ofWorkspace.delete(listener);
      if (ofWorkspace.size === 0 && this.listeners.get(workspace) === ofWorkspace) this.listeners.delete(workspace);
      if (this.listeners.size === 0) void this.client?.end().catch(() => {});
    };
  }

  /** Listens until nobody wants to know; begins again when the connection is lost. */
  private async work(): Promise<void> {
    this.isAtWork = true;
    while (this.listeners.size > 0) {
      try {
        await this.listen();
      } catch (error) {
        log.warn({ err: error }, "listening for changes failed; trying again");
      }
      if (this.listeners.size > 0) await sleep(retryMs);
    }
    this.isAtWork = false;
  }

  private async listen(): Promise<void> {
    const client = await ownConnection();
    const ended = new Promise<void>((resolve) => client.once("end", resolve));
    client.on("notification", ({ payload = all }) => this.tell(payload));
    try {
      await client.query(`listen ${channel}`);
      this.client = client;
      this.tell(all); // whatever was said before we listened
      if (this.listeners.size > 0) await ended;
    } finally {
      this.client = null;
      await client.end().catch(() => {});
    }
  }

  private tell(workspace: string): void {
    const told = workspace === all ? [...this.listeners.values()] : [this.listeners.get(workspace) ?? []];
    for (const listeners of told) for (const listener of listeners) listener();
  }
}
