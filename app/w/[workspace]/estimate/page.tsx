import type { Metadata } from "next";
import { Estimator } from "@/components/estimator/estimator";
import { PasteForm } from "@/components/estimator/paste-form";
import type { View } from "@/components/estimator/view";
import { PrintButton } from "@/components/ui/print-button";
import { now } from "@/lib/clock";
import { answerOf } from "@/lib/estimator/answer";
import { recentUsage } from "@/lib/estimator/queries";
import { parseQuestion, questionQuery } from "@/lib/estimator/question";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf } from "@/lib/period";
import { baselineOf } from "@/lib/pricing/queries";
import { requireWorkspace } from "@/lib/session";
import { pricesKnown } from "@/lib/spend/queries";
import { countTextAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "estimate")("title") };
}

/** What a usage would cost this workspace on every model. */
export default async function EstimatePage({ params, searchParams }: PageProps<"/w/[workspace]/estimate">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "models:see");
  const locale = await currentLocale();
  const t = translatorOf(locale, "estimate");
  const at = now();
  const { question, wrong } = parseQuestion(await searchParams);
  const [prices, baseline, recent] = await Promise.all([pricesKnown(access), baselineOf(access), recentUsage(access, at)]);
  const usage = question.mix ? recent.usage : null;
  const view: View = {
    ...{ question, wrong, usage, at, locale, t },
    answer: answerOf(prices, { question, usage, at }, `${baseline.provider}/${baseline.model}`),
    address: `/w/${slug}/estimate`,
    budgetOf: may("budgets:write") ? (dollars) => `/w/${slug}/budgets/new?${new URLSearchParams({ amount: dollars, scope: "workspace" })}` : null,
    analysisOf: ({ provider, id }) => `/w/${slug}/models/${encodeURIComponent(provider)}/${encodeURIComponent(id)}`,
  };
  return (
    <>
      <div className="head">
        <h1>{t("title")}</h1>
        <span className="sp" />
        <PrintButton label={translatorOf(locale, "analysis")("print")} />
      </div>
      <p className="s" style={{ marginBottom: 18 }}>
        {t("lead", { day: format.day(dayOf(at, workspace.timezone), locale) })}
      </p>
      <Estimator
        view={view}
        mix={{ hasUsage: recent.usage !== null, isPartlyUnknown: recent.isPartlyUnknown }}
        paste={<PasteForm action={countTextAction.bind(null, slug)} query={String(questionQuery(question))} locale={locale} />}
      />
    </>
  );
}
