import { openApi } from "@/lib/api/openapi";
import { version } from "@/package.json";

/** The contract, generated from the schemas that validate the requests. */
export function GET(): Response {
  return Response.json(openApi(version));
}
