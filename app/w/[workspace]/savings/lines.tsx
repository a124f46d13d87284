import { CopyButton } from "@/components/ui/copy-button";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import type { Atto } from "@/lib/savings/savings";
import { baselineName, during, money, type View } from "./shown";

/** The sentence to copy, and the three lines that are never added up. */
export function Lines({ view }: { view: View }) {
  const { t, locale, asked, found } = view;
  const { total } = found;
  const of = (amount: Atto, options = {}) => money(amount, locale, options);
  const model = baselineName(view);
  const stretch = during(asked.range, locale, t);
  const kind = total.avoided === 0n ? "sentenceSame" : total.avoided < 0n ? "sentenceDearer" : "sentence";
  const sentence = t(kind, {
    ...{ during: stretch, list: of(total.list), actual: of(total.actual), model, reference: of(total.reference) },
    times: format.rounded(total.times ?? "0", 2, locale),
    difference: of(-total.avoided),
  });
  const band = { low: of(total.avoidedLow), high: of(total.avoidedHigh), breakEven: format.rounded(total.breakEven ?? "0", 3, locale) };
  return (
    <>
      <div style={{ display: "flex", gap: 16, alignItems: "start", marginBottom: 22, flexWrap: "wrap" }}>
        <p className="lead" style={{ flex: 1, minWidth: 260, maxWidth: "78ch" }} data-testid="sentence">
          {sentence}
        </p>
        <CopyButton text={sentence} words={{ ...messagesOf(locale).common.copying, copy: t("copySentence") }} />
      </div>
      <div className="line3">
        <Line
          {...{ letter: "A", id: "discount", title: t("discount"), figure: of(total.discount), kind: t("provable") }}
          body={total.discount === 0n ? t("discountNone") : t("discountBody")}
        />
        <Line
          {...{ letter: "B", id: "cache", title: t("cache"), figure: of(total.cacheEffect), kind: t("atPaid") }}
          body={
            total.cache_reads === 0n && total.cache_writes === 0n
              ? t("cacheNone")
              : t("cacheBody", { reads: of(total.cache_reads), writes: of(-total.cache_writes) })
          }
        />
        <Line
          {...{ letter: "C", id: "avoided", title: t("avoided"), figure: of(total.avoided), kind: t("estimate"), isEstimate: true }}
          body={
            total.avoided < 0n
              ? t("avoidedNegative", { ...band, difference: of(-total.avoided), model })
              : t("avoidedBody", { ...band, percent: format.percent(total.avoidedPercent ?? "0", locale, { places: 1 }) })
          }
        />
      </div>
      <p className="note" style={{ borderTop: "1px solid var(--rule)", padding: "12px 0 22px" }}>
        {t("never")} {t("covered", { percent: format.percent(total.coverage.tokensPercent, locale), during: stretch })}
      </p>
    </>
  );
}

type LineProps = { letter: string; id: string; title: string; figure: string; body: string; kind: string; isEstimate?: boolean };

/** One of the three: what it is, how much, what of, and how sure. */
function Line({ letter, id, title, figure, body, kind, isEstimate = false }: LineProps) {
  return (
    <div>
      <p className="lab">
        <b className="b">{letter}</b>&ensp;{title}
      </p>
      <p className={isEstimate ? "fig est" : "fig"} data-testid={id}>
        {isEstimate ? <span className="outl">{figure}</span> : figure}
      </p>
      <p className="s">{body}</p>
      <p className="kind">{kind}</p>
    </div>
  );
}
