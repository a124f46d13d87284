import { percentText, thresholdTexts, weightsText } from "@/lib/analysis/text";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { thresholds } from "@/lib/pricing/blended";
import type { Comparison } from "@/lib/pricing/comparison";

/** Per cent at the end of the scale; what is dearer stands at its end. */
const end = 150n;
const parts = [
  { verdict: "cheap", from: 0n, to: thresholds.cheap },
  { verdict: "moderate", from: thresholds.cheap, to: thresholds.moderate },
  { verdict: "par", from: thresholds.moderate, to: thresholds.par },
  { verdict: "expensive", from: thresholds.par, to: end },
] as const;

/** Where a model stands between cheap and expensive, with the thresholds. */
export function Scale({ comparison, baseline, r, locale }: { comparison: Comparison; baseline: string; r: bigint; locale: Locale }) {
  const t = translatorOf(locale, "analysis");
  const percent = percentText(comparison.share, locale);
  const texts = thresholdTexts(locale);
  const left = place(comparison);
  const above = { cheap: null, moderate: texts.cheap, par: texts.moderate, expensive: texts.par };
  return (
    <figure>
      <div className="scale" role="img" aria-label={t("scale", { ...texts, percent, baseline })}>
        <span className="me" style={{ left: `${left}%`, transform: `translateX(-${left}%)` }}>
          {percent}
        </span>
        <span className="pin" style={{ left: `${left}%` }} />
        <div className="ax">
          {parts.map(({ verdict, from, to }) => (
            <span key={verdict} style={{ flex: Number(to - from) }}>
              <i className={comparison.verdict === verdict ? "on" : undefined} />
              <span className={comparison.verdict === verdict ? "l on" : "l"}>
                {t(`scaleNames.${verdict}`)} {above[verdict] && <span className="m t">{t("above", { percent: above[verdict] })}</span>}
              </span>
            </span>
          ))}
        </div>
      </div>
      <figcaption className="note">{t("scaleNote", { weights: weightsText(r), baseline })}</figcaption>
    </figure>
  );
}

/** In per cent of the scale's width, as pixels need it. */
function place({ share: { numerator, denominator } }: Comparison): number {
  const thousandths = (100_000n * numerator) / (end * denominator);
  return Number(thousandths > 1000n ? 1000n : thousandths) / 10;
}
