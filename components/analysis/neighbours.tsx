import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { Analysis, Beside, Cited as CitedQuote } from "@/lib/analysis/analysis";
import { namedCheaper } from "@/lib/analysis/markdown";
import { blendedText, differenceText, weightsText } from "@/lib/analysis/text";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { ratio } from "@/lib/money";
import { namedDays } from "@/lib/pricing/book";
import { byPrice, type Quote } from "@/lib/pricing/comparison";
import { Cites } from "./cited";

/** Where the page of a model is; null: nowhere for this reader. */
type AddressOf = (model: Quote["model"]) => string;

type Props = { analysis: Analysis; locale: Locale; addressOf: AddressOf };

/** A model beside the premium ones, and who costs less today. */
export function Neighbours({ analysis, locale, addressOf }: Props) {
  if (!analysis.own || analysis.without === "writes_nothing") return null;
  return (
    <section>
      <div className="cols">
        <div className="c7">
          <BesideOthers own={analysis.own} analysis={analysis} locale={locale} addressOf={addressOf} />
        </div>
        <div className="c5">
          <CheaperToday analysis={analysis} locale={locale} addressOf={addressOf} />
        </div>
      </div>
    </section>
  );
}

function BesideOthers({ own, analysis, locale, addressOf }: Props & { own: CitedQuote }) {
  const { baseline, premium, r } = analysis;
  const t = translatorOf(locale, "analysis");
  const others = new Map([...(baseline && baseline.model !== own.model ? [baseline] : []), ...premium].map((each) => [each.model, each]));
  const rows: (CitedQuote & Partial<Pick<Beside, "comparison">>)[] = [own, ...others.values()].sort(byPrice);
  const highest = rows.at(-1)?.blended.numerator || 1n;
  return (
    <>
      <div className="sh">
        <h2>{t("beside")}</h2>
        <span className="m">{t("besideNote", { weights: weightsText(r) })}</span>
      </div>
      <Scroller label={t("beside")}>
        <table aria-label={t("beside")} className="bars">
          <TableHead
            columns={[
              t("model"),
              { title: "", className: "hp" },
              { title: t("blendedAt", { weights: weightsText(r) }), className: "n" },
              { title: t("standsBeside", { model: own.model.name }), className: "n" },
            ]}
          />
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.model.provider}/${row.model.id}`} className={row === own ? "me" : undefined}>
                <td>
                  {row === own ? row.model.name : <a href={addressOf(row.model)}>{row.model.name}</a>}
                  <Cites cites={row.cites} />
                </td>
                <td className="hp">
                  <i className="bar" aria-hidden="true" style={{ width: `${Number((1000n * row.blended.numerator) / highest) / 10}%` }} />
                </td>
                <td className="n">{blendedText(row, locale)}</td>
                <td className="n s">{row.comparison ? differenceText(row.comparison, locale) : "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </>
  );
}

function CheaperToday({ analysis: { cheaper, r }, locale, addressOf }: Props) {
  const t = translatorOf(locale, "analysis");
  const [named, more] = [cheaper.slice(0, namedCheaper), cheaper.slice(namedCheaper)];
  const heads = [t("model"), { title: t("blendedAt", { weights: weightsText(r) }), className: "n" }, { title: t("difference"), className: "n" }];
  const body = (rows: readonly Beside[]) => (
    <tbody>
      {rows.map((row) => (
        <tr key={`${row.model.provider}/${row.model.id}`}>
          <td>
            <a href={addressOf(row.model)}>{row.model.name}</a>
            <Cites cites={row.cites} />
          </td>
          <td className="n">{blendedText(row, locale)}</td>
          <td className="n">{distance(row, locale)}</td>
        </tr>
      ))}
    </tbody>
  );
  return (
    <>
      <h2 className="sh">{t("cheaperToday")}</h2>
      {named.length === 0 ? (
        <p className="s">{t("cheaperNone", { days: namedDays })}</p>
      ) : (
        <table aria-label={t("cheaperToday")}>
          <TableHead columns={heads} />
          {body(named)}
        </table>
      )}
      {more.length > 0 && (
        <details>
          <summary>{t("cheaperMore", { count: more.length })}</summary>
          <table aria-label={t("cheaperMore", { count: more.length })}>
            <TableHead columns={heads} />
            {body(more)}
          </table>
        </details>
      )}
      <p className="note" style={{ marginTop: 12 }}>
        {t("cheaperNote", { days: namedDays })} {t("quality")}
      </p>
    </>
  );
}

/** How far below the analysed model's price another's is, in signed per cent. */
function distance({ comparison }: Beside, locale: Locale): string {
  if (!comparison) return "—";
  const { numerator, denominator } = comparison.share;
  return format.percent(ratio(100n * (denominator - numerator), numerator, 1) ?? "", locale, { signed: true });
}
