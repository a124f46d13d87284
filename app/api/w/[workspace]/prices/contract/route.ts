import { revalidatePath } from "next/cache";
import { z } from "zod";
import { effectView } from "@/components/pricing/effect-view";
import type { FileAnswer } from "@/components/pricing/file-change";
import { limitedText, parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { clientAddress } from "@/lib/auth";
import { currentLocale } from "@/lib/i18n/current";
import { translatorOf } from "@/lib/i18n/translator";
import { readContract } from "@/lib/repricing/contract";
import { explainedWithRules, recordRules, tryRules } from "@/lib/repricing/mutations";
import { explainedOf, explainedShape, explanationAnswer } from "../explained";

const querySchema = z.strictObject({ apply: z.literal("1").optional(), ...explainedShape });

/** Contract prices from a CSV: what they would do, how a cost would come about, or with `apply=1` all of them recorded, or none. */
export const POST = sessionRoute("prices:write", async ({ access, request, url, params }) => {
  const { apply, ...asks } = parseQuery(url, querySchema);
  const locale = await currentLocale();
  const t = translatorOf(locale, "prices");
  const { rules, problems } = readContract(await limitedText(request), access.timezone);
  if (problems.length) {
    const lines = problems.slice(0, 50).map(({ line, detail }) => t("lineWrong", { line, detail }));
    return Response.json({ kind: "wrong", lead: t("fileWrong"), lines } satisfies FileAnswer);
  }
  if (apply) {
    await recordRules(access, rules, { address: await clientAddress() });
    revalidatePath("/w", "layout");
    return Response.json({ kind: "done", text: t("recordedAll", { count: rules.length }) } satisfies FileAnswer);
  }
  const about = explainedOf(asks, access.timezone);
  if (about) return explanationAnswer(await explainedWithRules(access, rules, about.query), about, locale);
  const effect = effectView(await tryRules(access, rules), { slug: params.workspace ?? "", change: null }, locale, t);
  const answer: FileAnswer = {
    kind: "preview",
    lead: "",
    parts: [],
    effect,
    effectTitle: t("effect"),
    notice: "",
    apply: t("recordAll", { count: rules.length }),
  };
  return Response.json(answer);
});
