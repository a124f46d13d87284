import { problemResponse } from "@/lib/api/problem";
import { Refusal } from "@/lib/errors";
import { originOf } from "@/lib/request";

/** What no other route answers. */
function notFound(request: Request): Response {
  return problemResponse(
    new Refusal("not_found", "there is nothing here; /api/v1/openapi.json lists what there is"),
    originOf(request.headers).requestId,
  );
}

export { notFound as DELETE, notFound as GET, notFound as PATCH, notFound as POST, notFound as PUT };
