import type { z } from "zod";
import { TableHead } from "@/components/ui/table-head";
import { amount, count, day, decimalMoney, money, month } from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import type { ImportWarning } from "@/lib/imports/record";
import type { checkedImportSchema } from "@/lib/imports/schema";
import { parseDollars } from "@/lib/money";
import { explainAddress } from "@/lib/spend/address";
import { Cost, type View } from "./cost";

/** As a dry run answers it. */
export type CheckedImport = z.input<typeof checkedImportSchema>;
type Effect = NonNullable<CheckedImport["effect"]>;
type Part = { effect: Effect; locale: Locale };

const mostModels = 12;

/** What an import would do, before anything is written. */
export function CheckedImportReport({ checked, view }: { checked: CheckedImport; view: View }) {
  const { locale } = view;
  const t = translatorOf(locale, "imports");
  const { effect } = checked;
  if (!effect) return null;
  const line = (label: string, rows: number | string, className?: string) => (
    <>
      <dt className={className}>{label}</dt>
      <dd className={className}>{count(BigInt(rows), locale)}</dd>
    </>
  );
  return (
    <section aria-labelledby="checked" data-testid="checked" style={{ display: "grid", gap: 14 }}>
      <h2 id="checked">{t("check.title")}</h2>
      <p className="note">{t("check.nothing")}</p>
      <div className="cols">
        <div className="c6">
          <dl className="sum">
            {line(t("accepted"), checked.accepted)}
            {line(t("known"), checked.duplicates)}
            {line(t("rejected"), checked.rejected)}
            {line(t("ignored"), checked.ignored)}
            {line(t("read"), checked.rows, "top")}
          </dl>
          {BigInt(checked.conflicts) > 0n && <p className="note">{t("conflictsOf", { count: count(BigInt(checked.conflicts), locale) })}</p>}
        </div>
        <div className="c6">
          <Coverage effect={effect} locale={locale} />
        </div>
      </div>
      {checked.warnings.map(({ code, detail }) => (
        <p className="notice" key={code}>
          {t(`warnings.${code as ImportWarning["code"]}`, { detail })}
        </p>
      ))}
      {effect.rejected_lines.length > 0 && <RefusedLines effect={effect} locale={locale} />}
      {effect.months.length > 0 && <Months effect={effect} view={view} />}
      {effect.reported && <Reported reported={effect.reported} view={view} />}
      <ReportedElsewhere reported={checked.reported_cost} locale={locale} />
    </section>
  );
}

/** Which rows are known from where, and which days there are. */
function Coverage({ effect, locale }: Part) {
  const t = translatorOf(locale, "imports");
  const named = (date: string) => day(date, locale);
  const { period } = effect;
  const models = effect.new_models.slice(0, mostModels).join(", ");
  const more = effect.new_models.length - mostModels;
  return (
    <ul className="s" style={{ display: "grid", gap: 6 }}>
      {period && (
        <li>
          {period.from === period.to
            ? t("check.oneDay", { day: named(period.from) })
            : t("check.period", { from: named(period.from), to: named(period.to) })}
        </li>
      )}
      {effect.gaps.map(({ from, to }) => (
        <li key={from}>{from === to ? t("check.gapDay", { day: named(from) }) : t("check.gap", { from: named(from), to: named(to) })}</li>
      ))}
      {effect.known_in.map(({ import: id, filename, rows }) => (
        <li key={id ?? ""}>{id === null ? t("check.knownHere", { rows }) : t("check.knownIn", { rows, file: filename ?? id })}</li>
      ))}
      {models && (
        <li style={{ overflowWrap: "anywhere" }}>
          {t("check.newModels", { models: more > 0 ? `${models} ${t("check.more", { count: more })}` : models })}
        </li>
      )}
    </ul>
  );
}

function RefusedLines({ effect, locale }: Part) {
  const t = translatorOf(locale, "imports");
  return (
    <div className="tw">
      <h3 style={{ marginBottom: 6 }}>{t("check.lines")}</h3>
      <table aria-label={t("check.lines")}>
        <TableHead columns={[t("line"), t("reason")]} />
        <tbody>
          {effect.rejected_lines.map(({ line, code }) => (
            <tr key={line}>
              <td className="id">{line}</td>
              <td>{t(`reasons.${code}` as "reasons.bad_json")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Months({ effect, view }: { effect: Effect; view: View }) {
  const { slug, locale } = view;
  const t = translatorOf(locale, "imports");
  const unpriced = (amount: string | null, tokens: number | string) =>
    amount !== null && BigInt(tokens) > 0n && <div className="sub">+ {t("unpriced")}</div>;
  return (
    <div className="tw">
      <h3 style={{ marginBottom: 6 }}>{t("check.months")}</h3>
      <table aria-label={t("check.months")}>
        <thead>
          <tr>
            <th scope="col">{t("check.month")}</th>
            {(["before", "after", "change"] as const).map((name) => (
              <th scope="col" className="n" key={name}>
                {t(`check.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {effect.months.map((each) => (
            <tr key={each.month}>
              <td>
                {month(each.month, locale)}
                {each.closed && <div className="sub wrap">{t("check.closed")}</div>}
              </td>
              <td className="n">
                {each.before === null ? (
                  <span className="unp">{t("unpriced")}</span>
                ) : (
                  <a className="cost" href={explainAddress(slug, each.month, {}, null)} target="_blank" rel="noreferrer">
                    {money(parseDollars(each.before), locale)}
                  </a>
                )}
                {unpriced(each.before, each.before_unpriced_tokens)}
              </td>
              <td className="n">
                <Cost id={`after-${each.month}`} label={month(each.month, locale)} explanation={each.after_explained} view={view} />
                {unpriced(each.after, each.after_unpriced_tokens)}
              </td>
              <td className="n">
                {each.after === null ? (
                  <span className="dash">—</span>
                ) : (
                  money(parseDollars(each.after) - parseDollars(each.before ?? "0"), locale, { signed: true })
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Reported({ reported, view }: { reported: NonNullable<Effect["reported"]>; view: View }) {
  const { locale } = view;
  const t = translatorOf(locale, "imports");
  const derived = () => <Cost id="reported-derived" label={t("check.reported")} explanation={reported.derived_explained} view={view} />;
  return (
    <p>
      <b className="b">{t("check.reported")}.</b>{" "}
      {t.rich("check.reportedSays", { reported: decimalMoney(reported.reported, locale), rows: reported.rows, derived })}{" "}
      {reported.difference === null ? (
        t("check.reportedUnpriced")
      ) : (
        <>
          {t("check.difference")} <b className="b">{decimalMoney(reported.difference, locale)}</b>
        </>
      )}
    </p>
  );
}

/** What the file says in other currencies than that of the prices. */
function ReportedElsewhere({ reported, locale }: { reported: CheckedImport["reported_cost"]; locale: Locale }) {
  const t = translatorOf(locale, "imports");
  const amounts = Object.entries(reported).flatMap(([currency, said]) => (currency === "USD" ? [] : [amount(said, currency, locale)]));
  if (!amounts.length) return null;
  return (
    <p>
      <b className="b">{t("check.reported")}.</b> {t("check.reportedElsewhere", { amounts: amounts.join(", ") })}
    </p>
  );
}
