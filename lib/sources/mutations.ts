import "server-only";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { understoodStanding } from "./queries";
import type { NewStanding } from "./schema";

/** Says whether a source's usage counts from a day on. Read with every figure, so nothing is recomputed. Throws `not_found` for an unknown source. */
export async function recordStanding(access: Access, standing: NewStanding, { address }: { address?: string } = {}): Promise<void> {
  const { source, provider, startsOn, isCounted } = await understoodStanding(access, standing);
  await transaction(async (client) => {
    await client.query(
      "insert into source_standing (workspace_id, source_id, provider, starts_on, is_counted, recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7)",
      [access.workspaceId, source, provider, startsOn, isCounted, access.actor, new Date(now())],
    );
    await audit(client, access, { action: "source.standing_recorded", target: standing.source, after: standing, address });
  });
}
