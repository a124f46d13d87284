import { notFound } from "next/navigation";
import { Answer } from "@/components/analysis/answer";
import { Neighbours } from "@/components/analysis/neighbours";
import { Sources } from "@/components/analysis/sources";
import { YourUsage } from "@/components/analysis/your-usage";
import { PublicFrame } from "@/components/estimator/public-frame";
import { CopyButton } from "@/components/ui/copy-button";
import { PrintButton } from "@/components/ui/print-button";
import { analysisOf } from "@/lib/analysis/analysis";
import { analysisMarkdown } from "@/lib/analysis/markdown";
import { now } from "@/lib/clock";
import { enterOpenEstimator } from "@/lib/estimator/open";
import { addressOfModels } from "@/lib/estimator/question";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { presetBaseline } from "@/lib/pricing/baseline";
import { usualWeight } from "@/lib/pricing/entry";
import { matchModel } from "@/lib/pricing/match";
import { priceBook } from "@/lib/pricing/queries";

const zone = "UTC";

/** What a model costs, for everybody, where the owner of a workspace opened its estimator. */
export default async function OpenAnalysisPage({ params }: PageProps<"/estimate/[workspace]/[provider]/[model]">) {
  const { workspace: slug, provider, model: name } = await params;
  const entered = await enterOpenEstimator(slug);
  const locale = await currentLocale();
  const { analysis: words, common, estimate } = messagesOf(locale);
  if (!("name" in entered))
    return (
      <p className="lead" style={{ padding: 44 }}>
        {estimate.slow.replace("{seconds}", String(entered.waitSeconds))}
      </p>
    );
  const [book, at] = [await priceBook(), now()];
  const model = matchModel(book, decodeURIComponent(provider), decodeURIComponent(name), at);
  if (!model) notFound();
  const analysis = analysisOf(book, model, presetBaseline, usualWeight, at);
  const addressOf = (of: { provider: string; id: string }) => `/estimate/${slug}/${encodeURIComponent(of.provider)}/${encodeURIComponent(of.id)}`;
  return (
    <PublicFrame workspace={entered.name} slug={slug} locale={locale}>
      <title>{`${model.name} · Obole`}</title>
      <meta name="robots" content="noindex" />
      <div className="head">
        <span className="sp" />
        <CopyButton text={analysisMarkdown(analysis, locale, zone)} words={{ ...common.copying, copy: words.copy }} />
        <PrintButton label={words.print} />
      </div>
      <Answer analysis={analysis} locale={locale} zone={zone} />
      {analysis.own && <YourUsage address={addressOfModels(`/estimate/${slug}`, [model, analysis.baseline?.model])} locale={locale} />}
      <Neighbours analysis={analysis} locale={locale} addressOf={addressOf} />
      <Sources sources={analysis.sources} locale={locale} />
    </PublicFrame>
  );
}
