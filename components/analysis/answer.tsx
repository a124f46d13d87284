import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { Analysis, Cited as CitedQuote } from "@/lib/analysis/analysis";
import { analysisText, blendedText, weightsText } from "@/lib/analysis/text";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { Pico } from "@/lib/money";
import type { Zone } from "@/lib/period";
import { blended } from "@/lib/pricing/blended";
import { Cited } from "./cited";
import { Scale } from "./scale";

/** Blends that are shown besides the one asked for. */
const usualWeights = [3n, 1n, 9n] as const;

/** Whether a model is expensive: the answer, why, and the prices it rests on. */
export function Answer({ analysis, locale, zone }: { analysis: Analysis; locale: Locale; zone: Zone }) {
  const { own, baseline, without, r } = analysis;
  const { question, answer, paragraphs } = analysisText(analysis, locale, zone);
  const isComparable = without !== "writes_nothing";
  const isAlone = !isComparable || !baseline || baseline.model === own?.model;
  return (
    <div className="cols answer">
      <div className="c7">
        <h1 className="ask">{question}</h1>
        <p className="verdict" data-testid="verdict">
          {answer}
        </p>
        <div className="prose">
          {paragraphs.map((paragraph) => (
            <p key={paragraph}>
              <Cited sentence={paragraph} />
            </p>
          ))}
        </div>
        {!without && baseline?.comparison && <Scale comparison={baseline.comparison} baseline={baseline.model.name} r={r} locale={locale} />}
      </div>
      <div className="c5">
        {own && <Prices columns={isAlone ? [own] : [own, baseline]} isBlended={isComparable} r={r} locale={locale} />}
        <Notes analysis={analysis} locale={locale} zone={zone} />
      </div>
    </div>
  );
}

type PricesProps = { columns: readonly CitedQuote[]; isBlended: boolean; r: bigint; locale: Locale };

function Prices({ columns, isBlended, r, locale }: PricesProps) {
  const t = translatorOf(locale, "analysis");
  const price = (amount: Pico | null | undefined) => (amount == null ? <span className="dash">—</span> : format.unitPrice(amount, locale));
  const row = (name: string, of: (column: CitedQuote) => React.ReactNode) => (
    <tr key={name}>
      <td>{name}</td>
      {columns.map((column, index) => (
        <td className={index ? "n s" : "n"} key={column.model.id}>
          {of(column)}
        </td>
      ))}
    </tr>
  );
  const blend = (weight: bigint) =>
    row(t("blendedAt", { weights: weightsText(weight) }), ({ model, period }) =>
      blendedText({ model, period, blended: blended(period.prices, weight) }, locale),
    );
  return (
    <Scroller label={t("perMillion")}>
      <table aria-label={t("perMillion")}>
        <TableHead columns={[t("perMillion"), ...columns.map(({ model }) => ({ title: model.name, className: "n" }))]} />
        <tbody>
          {row(t("input"), ({ period }) => price(period.prices.input))}
          {row(t("cacheRead"), ({ period }) => price(period.prices.cache_read))}
          {row(t("output"), ({ period }) => price(period.prices.output))}
          {isBlended && usualWeights.filter((weight) => weight !== r).map(blend)}
        </tbody>
        {isBlended && <tfoot>{blend(r)}</tfoot>}
      </table>
    </Scroller>
  );
}

/** What else is to be known; what somebody should look at stands out. */
function Notes({ analysis, locale, zone }: { analysis: Analysis; locale: Locale; zone: Zone }) {
  const { own, baseline, isRetired } = analysis;
  const { notes } = analysisText(analysis, locale, zone);
  const isDoubtful = isRetired || [own, baseline].some((quote) => quote && quote.check.kind !== "recent") || own?.period.startIsCertain === false;
  return (
    <div className={isDoubtful ? "notice" : "note"} style={{ marginTop: 14 }}>
      {isDoubtful && <b className="b">{translatorOf(locale, "analysis")("goodToKnow")}. </b>}
      {notes.join(" ")}
    </div>
  );
}
