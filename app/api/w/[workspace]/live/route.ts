import { sessionRoute } from "@/lib/api/route";
import { Refusal } from "@/lib/errors";
import { changesResponse } from "@/lib/live/stream";
import { currentPerson } from "@/lib/session";

export const dynamic = "force-dynamic";

/** Says to an open page that something of its workspace has changed. */
export const GET = sessionRoute("spend:see", async ({ access, request }) => {
  const person = await currentPerson();
  if (!person) throw new Refusal("unauthenticated", "sign in first");
  return changesResponse(access, person.sessionId, request.signal);
});
