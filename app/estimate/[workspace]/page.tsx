import type { Metadata } from "next";
import { Estimator } from "@/components/estimator/estimator";
import { PasteForm } from "@/components/estimator/paste-form";
import { PublicFrame } from "@/components/estimator/public-frame";
import type { View } from "@/components/estimator/view";
import { now } from "@/lib/clock";
import { answerOf } from "@/lib/estimator/answer";
import { enterOpenEstimator } from "@/lib/estimator/open";
import { parseQuestion, questionQuery } from "@/lib/estimator/question";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf } from "@/lib/period";
import { presetBaseline } from "@/lib/pricing/baseline";
import { priceBook } from "@/lib/pricing/queries";
import { countPublicTextAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "estimate")("title"), robots: { index: false } };
}

/** The estimator for everybody, where the owner of a workspace opened it: the price book, and nothing of the workspace but its name. */
export default async function OpenEstimatePage({ params, searchParams }: PageProps<"/estimate/[workspace]">) {
  const { workspace: slug } = await params;
  const entered = await enterOpenEstimator(slug);
  const locale = await currentLocale();
  const t = translatorOf(locale, "estimate");
  if (!("name" in entered))
    return (
      <p className="lead" style={{ padding: 44 }}>
        {t("slow", { seconds: entered.waitSeconds })}
      </p>
    );
  const at = now();
  const { question: asked, wrong } = parseQuestion(await searchParams);
  const question = { ...asked, mix: false };
  const book = await priceBook();
  const view: View = {
    ...{ question, wrong, usage: null, at, locale, t },
    answer: answerOf({ book, rules: [] }, { question, usage: null, at }, `${presetBaseline.provider}/${presetBaseline.model}`),
    address: `/estimate/${slug}`,
    budgetOf: null,
    analysisOf: ({ provider, id }) => `/estimate/${slug}/${encodeURIComponent(provider)}/${encodeURIComponent(id)}`,
  };
  return (
    <PublicFrame workspace={entered.name} slug={slug} locale={locale}>
      <div className="head">
        <h1>{t("title")}</h1>
      </div>
      <p className="s" style={{ marginBottom: 18 }}>
        {t("lead", { day: format.day(dayOf(at, "UTC"), locale) })}
      </p>
      <Estimator
        view={view}
        mix={null}
        paste={<PasteForm action={countPublicTextAction} query={String(questionQuery(question))} hidden={{ slug }} locale={locale} />}
      />
    </PublicFrame>
  );
}
