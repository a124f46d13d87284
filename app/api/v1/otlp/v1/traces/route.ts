import { parseQuery, withBody } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { readTraces, tracesAnswer, tracesRefusal } from "@/lib/otlp/traces";
import { recordOutcomes } from "@/lib/recording/mutations";
import { sourceQuerySchema } from "@/lib/recording/schema";

/** Traces of OpenTelemetry: spans about models become usage; the answer means it is committed. */
export const POST = apiRoute(
  "usage:write",
  async ({ access, request, url }) => {
    const { source = "otlp" } = parseQuery(url, sourceQuerySchema);
    return withBody(request, async (body) => tracesAnswer(request, await recordOutcomes(access, readTraces(request, body, source))));
  },
  tracesRefusal,
);
