import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { FileAnswer } from "@/components/pricing/file-change";
import { parseQuery } from "@/lib/api/parse";
import { sessionRoute } from "@/lib/api/route";
import { clientAddress } from "@/lib/auth";
import { ecbChange, recordEcb } from "@/lib/currency/mutations";
import { uploadedText } from "@/lib/currency/upload";
import { Refusal } from "@/lib/errors";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";

const mostRows = 60;

/** A file of the European Central Bank: what it would add, or with `apply=1` added. */
export const POST = sessionRoute("finance:write", async ({ access, request, url }) => {
  const { apply } = parseQuery(url, z.strictObject({ apply: z.literal("1").optional() }));
  const locale = await currentLocale();
  const t = translatorOf(locale, "currency");
  const answer = async (): Promise<FileAnswer> => {
    const text = await uploadedText(request);
    if (apply) {
      const { source } = await recordEcb(access, text, { address: await clientAddress() });
      revalidatePath("/w", "layout");
      return { kind: "done", text: source ? t("ecbDone", { count: source.rates }) : t("ecbNothing") };
    }
    const { days, kept, left, added, changed, rates } = await ecbChange(access, text);
    const known = rates.length - added.length - changed.length;
    const isNews = added.length + changed.length > 0;
    return {
      kind: "preview",
      lead: kept.length
        ? t("ecbLead", { days, currencies: new Intl.ListFormat(locale).format(kept), left, added: added.length, known })
        : t("ecbNone"),
      parts: changed.length
        ? [
            {
              title: t("ecbChanged", { count: changed.length }),
              hint: t("ecbChangedHint"),
              columns: [t("day"), t("currency"), t("before"), t("after")],
              rows: changed.slice(0, mostRows).map((each) => [format.day(each.day, locale), each.currency, each.before, each.after]),
              more: changed.length > mostRows ? "…" : "",
              isQuiet: false,
            },
          ]
        : [],
      ...{ effect: null, effectTitle: "" },
      notice: isNews || !kept.length ? "" : t("ecbNothing"),
      apply: isNews ? t("ecbApply") : "",
    };
  };
  return Response.json(await answer().catch((error: unknown) => wrongFile(error, t("ecbWrong"))));
});

/** What is wrong with the file, line by line. */
function wrongFile(error: unknown, lead: string): FileAnswer {
  if (!(error instanceof Refusal)) throw error;
  return { kind: "wrong", lead, lines: error.options.errors?.map(({ detail }) => detail) ?? [error.detail ?? error.code] };
}
