import { readiness } from "@/lib/startup";

export const dynamic = "force-dynamic";

/** 200 when the database answers, is migrated, and the start-up work is done; else 503 and why. */
export async function GET(): Promise<Response> {
  const { problem, bootId } = await readiness();
  return problem
    ? Response.json({ status: "unavailable", boot_id: bootId, problem }, { status: 503 })
    : Response.json({ status: "ready", boot_id: bootId });
}
