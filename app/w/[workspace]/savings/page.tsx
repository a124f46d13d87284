import type { Metadata } from "next";
import { type LinesDrawing, pixelDollars } from "@/components/charts/drawing";
import { LinesChart } from "@/components/charts/lines-chart";
import { AsKnown } from "@/components/spend/as-known";
import { ActionForm } from "@/components/ui/action-form";
import { CopyButton } from "@/components/ui/copy-button";
import { MonthPicker } from "@/components/ui/month-picker";
import { Scroller } from "@/components/ui/scroller";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { type Decimal, decimalText, parseDecimal } from "@/lib/money";
import { addMonths, dayOf, daysOfMonth, isMonth, type Month, monthOf, monthPeriod } from "@/lib/period";
import type { TokenRatio } from "@/lib/pricing/baseline";
import { type Book, bookModel } from "@/lib/pricing/book";
import { baselineOf, priceBook } from "@/lib/pricing/queries";
import { memberNames } from "@/lib/repricing/queries";
import { type Savings, type SavingsRow, savings } from "@/lib/savings/queries";
import { type Atto, isRatio, toPico } from "@/lib/savings/savings";
import { requireWorkspace } from "@/lib/session";
import { asKnown, explainAddress, type AsKnown as Known } from "@/lib/spend/address";
import { cumulative } from "@/lib/spend/series";
import { monthsWithUsage, openingMonth } from "@/lib/spend/span";
import { recordBaselineAction } from "../actions";

type Words = Translator<"savings">;
type View = { t: Words; locale: Locale; month: Month; found: Savings; byModel: SavingsRow[]; book: Book; slug: string; known: Known };

const topModels = 9;

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "savings")("title") };
}

export default async function SavingsPage({ params, searchParams }: PageProps<"/w/[workspace]/savings">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "spend:see");
  const query = await searchParams;
  const locale = await currentLocale();
  const t = translatorOf(locale, "savings");
  const current = monthOf(now(), workspace.timezone);
  const zone = workspace.timezone;
  const then = asKnown(query.as_of, zone);
  const asOf = then.asOf === undefined ? {} : { asOf: then.asOf };
  const [months, book, own, names] = await Promise.all([monthsWithUsage(access), priceBook(asOf), baselineOf(access, asOf), memberNames(access)]);
  const month = typeof query.month === "string" && isMonth(query.month) ? query.month : openingMonth(months, current);
  const baseline = chosenBaseline(book, query.baseline) ?? { provider: own.provider, model: own.model };
  const ratios = { used: chosenRatio(query, "k", own.used), low: chosenRatio(query, "low", own.low), high: chosenRatio(query, "high", own.high) };
  const period = monthPeriod(month, workspace.timezone);
  const asked = { period, baseline, ...ratios, ...asOf };
  const [found, daily] = await Promise.all([
    savings(access, { ...asked, groupBy: ["provider", "model"] }),
    savings(access, { ...asked, granularity: "day" }),
  ]);
  const view: View = { t, locale, month, found, byModel: found.rows, book, slug, known: then };
  const isOwn = own.provider === baseline.provider && own.model === baseline.model;
  const { refusals, fields, common } = messagesOf(locale);
  const href = (to: Month) =>
    `/w/${slug}/savings?${new URLSearchParams({ month: to, ...(!isOwn && { baseline: `${baseline.provider}/${baseline.model}` }), ...(then.text && { as_of: then.text }) })}`;
  const words = translatorOf(locale, "spend");
  const moment = then.asOf === undefined ? null : format.moment(then.asOf, zone, locale);
  const asKnownThen = (
    <AsKnown
      moment={moment}
      day={dayOf(then.asOf ?? now(), zone)}
      kept={[["month", month], ...(isOwn ? [] : [["baseline", `${baseline.provider}/${baseline.model}`] as const])]}
      today={`/w/${slug}/savings?month=${month}`}
      words={{
        notice: words("asKnown", { moment: moment ?? "" }),
        ...{ body: words("asKnownBody"), now: words("asKnownNow"), choose: words("asKnownChoose"), day: words("asKnownDay"), show: words("show") },
      }}
    />
  );
  const known = [...new Set([...months, month, current])].sort().reverse();

  return (
    <>
      <div className="head">
        <h1>{t("title")}</h1>
        <MonthPicker
          current={format.month(month, locale)}
          previous={addMonths(month, -1) >= (known.at(-1) ?? month) ? href(addMonths(month, -1)) : null}
          next={addMonths(month, 1) <= (known[0] ?? month) ? href(addMonths(month, 1)) : null}
          choices={known.map((choice) => ({ label: format.month(choice, locale), href: href(choice), isCurrent: choice === month }))}
          words={{
            previous: translatorOf(locale, "spend")("previousMonth"),
            next: translatorOf(locale, "spend")("nextMonth"),
            choose: translatorOf(locale, "spend")("chooseMonth"),
          }}
        />
        <BaselinePicker view={view} slug={slug} />
        {found.baseline.isPreset && <span className="chip">{t("preset")}</span>}
        {!isOwn && may("prices:write") && (
          <ActionForm
            action={recordBaselineAction.bind(null, slug)}
            hidden={baseline}
            submit={t("makeOurs")}
            kind="plain"
            words={{ saved: common.saved, refusals, fields }}
            isSilent
          />
        )}
      </div>
      {own.recorded && isOwn && (
        <p className="note" style={{ marginBottom: 14 }}>
          {t("baselineBy", { day: format.day(dayOf(own.recorded.at, zone), locale), who: names.get(own.recorded.by) ?? t("someone") })}
        </p>
      )}
      {moment !== null && asKnownThen}
      {found.total.list === 0n ? (
        <p className="lead">{t("nothing", { month: format.month(month, locale) })}</p>
      ) : (
        <>
          <Lines view={view} />
          <TwoPrices view={view} daily={daily.rows} />
        </>
      )}
      <section>
        <div className="cols">
          <div className="c8">{found.total.list !== 0n && <ByModel view={view} />}</div>
          <div className="c4">
            <Assumptions view={view} slug={slug} />
            <LeftOut view={view} />
            {moment === null && asKnownThen}
          </div>
        </div>
      </section>
    </>
  );
}

function chosenBaseline(book: Book, asked: string | string[] | undefined): { provider: string; model: string } | null {
  const id = [asked].flat()[0] ?? "";
  const slash = id.indexOf("/");
  const model = slash > 0 ? bookModel(book, id.slice(0, slash), id.slice(slash + 1)) : null;
  return model && { provider: model.provider, model: model.id };
}

/** A ratio from the address; what is no ratio leaves the workspace's. */
function chosenRatio(query: Record<string, string | string[] | undefined>, name: string, own: TokenRatio): TokenRatio {
  const read = (key: string, other: Decimal) => {
    const text = [query[key]].flat()[0]?.trim().replace(",", ".") ?? "";
    if (!/^\d{1,6}(\.\d{1,6})?$/.test(text)) return other;
    const ratio = parseDecimal(text);
    return isRatio(ratio) ? ratio : other;
  };
  return { in: read(`${name}_in`, own.in), out: read(`${name}_out`, own.out) };
}

const money = (amount: Atto, locale: Locale, options = {}) => format.money(toPico(amount), locale, options);

function BaselinePicker({ view: { t, locale, found, month, book }, slug }: { view: View; slug: string }) {
  const premium = book.models.filter(({ tier, periods }) => tier === "premium" && periods.length > 0);
  const others = book.models.filter(({ tier, periods }) => tier !== "premium" && periods.length > 0);
  return (
    <form method="get" action={`/w/${slug}/savings`} style={{ display: "inline-flex", gap: 6 }}>
      <input type="hidden" name="month" value={month} />
      <label className="sr" htmlFor="baseline">
        {t("chooseBaseline")}
      </label>
      <select
        id="baseline"
        name="baseline"
        className="inp sm"
        style={{ width: "auto", maxWidth: 260 }}
        defaultValue={`${found.baseline.provider}/${found.baseline.model}`}
      >
        {[...premium, ...others].map(({ provider, id, name }) => (
          <option key={`${provider}/${id}`} value={`${provider}/${id}`}>
            {t("against", { model: name })} ({provider})
          </option>
        ))}
      </select>
      <button type="submit" className="btn">
        {translatorOf(locale, "savings")("apply")}
      </button>
    </form>
  );
}

function Lines({ view: { t, locale, month, found } }: { view: View }) {
  const { total, baseline } = found;
  const of = (amount: Atto, options = {}) => money(amount, locale, options);
  const words = {
    month: format.month(month, locale),
    list: of(total.list),
    actual: of(total.actual),
    model: baseline.name,
    reference: of(total.reference),
    times: format.rounded(total.times ?? "0", 2, locale),
    difference: of(-total.avoided),
  };
  const sentence = t(total.avoided < 0n ? "sentenceDearer" : "sentence", words);
  return (
    <>
      <div style={{ display: "flex", gap: 16, alignItems: "start", marginBottom: 22, flexWrap: "wrap" }}>
        <p className="lead" style={{ flex: 1, minWidth: 260, maxWidth: "78ch" }}>
          {sentence}
        </p>
        <CopyButton text={sentence} words={{ ...messagesOf(locale).common.copying, copy: t("copySentence") }} />
      </div>
      <div className="line3">
        <div>
          <p className="lab">
            <b className="b">A</b>&ensp;{t("discount")}
          </p>
          <p className="fig" data-testid="discount">
            {of(total.discount)}
          </p>
          <p className="s">{total.discount === 0n ? t("discountNone") : t("discountBody")}</p>
          <p className="kind">{t("provable")}</p>
        </div>
        <div>
          <p className="lab">
            <b className="b">B</b>&ensp;{t("cache")}
          </p>
          <p className="fig" data-testid="cache">
            {of(total.cacheEffect)}
          </p>
          <p className="s">
            {total.cache_reads === 0n && total.cache_writes === 0n
              ? t("cacheNone")
              : t("cacheBody", { reads: of(total.cache_reads), writes: of(-total.cache_writes) })}
          </p>
          <p className="kind">{t("atPaid")}</p>
        </div>
        <div>
          <p className="lab">
            <b className="b">C</b>&ensp;{t("avoided")}
          </p>
          <p className="fig est" data-testid="avoided">
            <span className="outl">{of(total.avoided)}</span>
          </p>
          <p className="s">
            {t("avoidedBody", {
              percent: format.percent(total.avoidedPercent ?? "0", locale, { places: 1 }),
              low: of(total.avoidedLow),
              high: of(total.avoidedHigh),
              breakEven: format.rounded(total.breakEven ?? "0", 3, locale),
            })}
          </p>
          <p className="kind">{t("estimate")}</p>
        </div>
      </div>
      <p className="note" style={{ borderTop: "1px solid var(--rule)", padding: "12px 0 22px" }}>
        {t("never")} {t("covered", { percent: format.percent(total.coverage.tokensPercent, locale), month: format.month(month, locale) })}
      </p>
    </>
  );
}

function TwoPrices({ view: { t, locale, month, found }, daily }: { view: View; daily: SavingsRow[] }) {
  const days = daysOfMonth(month);
  const byDay = new Map(daily.map((row) => [row.period, row]));
  const sums = (name: "list" | "reference" | "reference_low" | "reference_high") => cumulative(days.map((day) => byDay.get(day)?.[name] ?? null));
  const running = (name: Parameters<typeof sums>[0]) => sums(name).map((sum) => pixelDollars(sum === null ? null : toPico(sum)));
  const { total, baseline } = found;
  const drawing: LinesDrawing = {
    labels: days.map((day) => format.day(day, locale)),
    ticks: days.map((day) => (new Date(`${day}T00:00Z`).getUTCDay() === 1 ? format.weekday(day, locale) : "")),
    reference: running("reference"),
    list: running("list"),
    low: running("reference_low"),
    high: running("reference_high"),
    names: { reference: baseline.name, list: t("yourModels") },
  };
  const label = t("chartSentence", {
    month: format.month(month, locale),
    list: money(total.list, locale),
    reference: money(total.reference, locale),
    model: baseline.name,
  });
  const spendWords = translatorOf(locale, "spend");
  const [lists, references] = [sums("list"), sums("reference")];
  const readings = days.map((day, index) => {
    const [list, reference] = [lists[index] ?? null, references[index] ?? null];
    const what =
      list === null || reference === null
        ? spendWords("noReport")
        : t("chartReading", { list: money(list, locale), reference: money(reference, locale), model: baseline.name });
    return `${format.day(day, locale)}: ${what}`;
  });
  return (
    <section>
      <div className="sh">
        <h2>{t("twoPrices")}</h2>
        <span className="m">{t("cumulative", { month: format.month(month, locale) })}</span>
      </div>
      <LinesChart label={label} hint={spendWords("chartKeys.day")} drawing={drawing} readings={readings} locale={locale} />
      <p className="note" style={{ marginTop: 10 }}>
        {label}{" "}
        {t("band", {
          model: baseline.name,
          low: format.rounded(decimalText(baseline.low.in), 2, locale),
          high: format.rounded(decimalText(baseline.high.in), 2, locale),
        })}
      </p>
    </section>
  );
}

function ByModel({ view: { t, locale, month, found, byModel, book, slug, known } }: { view: View }) {
  const { total, baseline } = found;
  const covered = byModel.filter((row) => row.list !== 0n || row.reference !== 0n).sort((a, b) => (a.avoided < b.avoided ? 1 : -1));
  const shown = covered.length > topModels + 1 ? covered.slice(0, topModels) : covered;
  const rest = covered.slice(shown.length);
  const dearer = covered.filter((row) => row.avoided < 0n);
  const widest = shown.reduce((most, { list, reference }) => [list, reference].reduce((a, b) => (b > a ? b : a), most), 1n);
  const width = (amount: Atto) => `${Number((1000n * amount) / widest) / 10}%`;
  const label = ({ dimensions }: SavingsRow) => bookModel(book, dimensions.provider ?? "", dimensions.model ?? "")?.name ?? dimensions.model ?? "";
  const sum = (name: "list" | "reference" | "avoided") => rest.reduce((all, row) => all + row[name], 0n);
  return (
    <Scroller label={t("byModel")}>
      <div className="sh">
        <h2>{t("byModel")}</h2>
      </div>
      <table aria-label={t("byModel")}>
        <thead>
          <tr>
            <th scope="col">{translatorOf(locale, "spend")("model")}</th>
            <th scope="col" className="hp" style={{ width: "24%" }}>
              <span className="sr">{t("twoPrices")}</span>
            </th>
            <th scope="col" className="n">
              {t("atList")}
            </th>
            <th scope="col" className="n">
              {t("onBaseline", { model: baseline.name })}
            </th>
            <th scope="col" className="n">
              {t("avoidedColumn")}
            </th>
            <th scope="col" className="n hp">
              {t("times")}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={`${row.dimensions.provider}/${row.dimensions.model}`}>
              <td>{label(row)}</td>
              <td className="hp">
                <div className="two" aria-hidden="true">
                  <i className="f" style={{ width: width(row.list) }} />
                  <i className="o" style={{ width: width(row.reference) }} />
                </div>
              </td>
              <td className="n">
                <a
                  className="cost"
                  href={explainAddress(
                    slug,
                    month,
                    { filters: { provider: [row.dimensions.provider ?? null], model: [row.dimensions.model ?? null] } },
                    known.text,
                  )}
                >
                  {money(row.list, locale)}
                </a>
              </td>
              <td className="n s">{money(row.reference, locale)}</td>
              <td className="n b">{money(row.avoided, locale, { signed: true })}</td>
              <td className="n s hp">{row.times === null ? "—" : format.times(row.times, locale)}</td>
            </tr>
          ))}
          {rest.length > 0 && (
            <tr className="quiet">
              <td>{translatorOf(locale, "spend")("otherNames", { count: translatorOf(locale, "spend")("models", { count: rest.length }) })}</td>
              <td className="hp" />
              <td className="n">{money(sum("list"), locale)}</td>
              <td className="n">{money(sum("reference"), locale)}</td>
              <td className="n b">{money(sum("avoided"), locale, { signed: true })}</td>
              <td className="n hp" />
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <td>{t("coveredTotal")}</td>
            <td className="hp" />
            <td className="n">
              <a className="cost" href={explainAddress(slug, month, {}, known.text)}>
                {money(total.list, locale)}
              </a>
            </td>
            <td className="n">{money(total.reference, locale)}</td>
            <td className="n">
              <span className="dblr">{money(total.avoided, locale, { signed: true })}</span>
            </td>
            <td className="n hp">{total.times === null ? "—" : format.times(total.times, locale)}</td>
          </tr>
        </tfoot>
      </table>
      <div style={{ marginTop: 12, display: "grid", gap: 4 }}>
        {dearer.map((row) => (
          <p className="note" key={`${row.dimensions.provider}/${row.dimensions.model}`}>
            {t("dearer", { model: label(row), difference: money(-row.avoided, locale), baseline: baseline.name })}
          </p>
        ))}
        {total.fallbackTokens > 0n && (
          <p className="note">
            <span className="dag">†</span> {t("fallback", { model: baseline.name, tokens: format.tokens(total.fallbackTokens, locale) })}
          </p>
        )}
        <p className="note">{translatorOf(locale, "spend")("noteRounded")}</p>
      </div>
    </Scroller>
  );
}

function Assumptions({ view: { t, locale, month, found }, slug }: { view: View; slug: string }) {
  const { baseline } = found;
  const cell = (name: string, value: Decimal, label: string) => (
    <input
      key={name}
      name={name}
      className="inp sm"
      inputMode="decimal"
      defaultValue={format.rounded(decimalText(value), Math.max(2, value.scale), locale)}
      aria-label={label}
    />
  );
  const kinds = [
    ["low", t("low"), baseline.low],
    ["k", t("used"), baseline.used],
    ["high", t("high"), baseline.high],
  ] as const;
  return (
    <form method="get" action={`/w/${slug}/savings`}>
      <h2 style={{ marginBottom: 12 }}>{t("assumptions")}</h2>
      <input type="hidden" name="month" value={month} />
      <input type="hidden" name="baseline" value={`${baseline.provider}/${baseline.model}`} />
      <div className="kk">
        <span />
        {kinds.map(([name, label]) => (
          <span className="m n" key={name}>
            {label}
          </span>
        ))}
        <span>{t("kIn")}</span>
        {kinds.map(([name, label, ratio]) => cell(`${name}_in`, ratio.in, `${t("kIn")}, ${label}`))}
        <span>{t("kOut")}</span>
        {kinds.map(([name, label, ratio]) => cell(`${name}_out`, ratio.out, `${t("kOut")}, ${label}`))}
      </div>
      <p className="hint" style={{ margin: "10px 0" }}>
        {t("kHint", { model: baseline.name })}
      </p>
      <button type="submit" className="btn">
        {t("apply")}
      </button>
    </form>
  );
}

function LeftOut({ view: { t, locale, month, found, slug, known } }: { view: View }) {
  const { total } = found;
  const { excluded } = total.coverage;
  const out = excluded.reduce((sum, { tokens }) => sum + tokens, 0n);
  const paid = total.actual + excluded.reduce((sum, { actual }) => sum + (actual ?? 0n), 0n) * 1_000_000n;
  return (
    <>
      <h2 style={{ margin: "28px 0 10px" }}>{t("leftOut")}</h2>
      <table aria-label={t("leftOut")}>
        <thead>
          <tr>
            <th scope="col">{t("part")}</th>
            <th scope="col" className="n">
              {translatorOf(locale, "spend")("tokens")}
            </th>
            <th scope="col" className="n">
              {t("paid")}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>{t("coveredTotal")}</td>
            <td className="n">{format.tokens(total.tokens - out, locale)}</td>
            <td className="n">{money(total.actual, locale)}</td>
          </tr>
          {excluded.map(({ reason, tokens, actual }) => (
            <tr key={reason} className="unpriced">
              <td>
                <div className="nm">
                  {reason === "unpriced" && <i className="sw hatch" />}
                  {reason === "unpriced" ? <a href={`/w/${slug}/settings/prices/unpriced`}>{t(`reasons.${reason}`)}</a> : t(`reasons.${reason}`)}
                </div>
              </td>
              <td className="n">{format.tokens(tokens, locale)}</td>
              <td className="n">{actual === null ? "—" : format.money(actual, locale)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{t("spendOf", { month: format.month(month, locale) })}</td>
            <td className="n">{format.tokens(total.tokens, locale)}</td>
            <td className="n">
              <a className="cost dblr" href={explainAddress(slug, month, {}, known.text)}>
                {money(paid, locale)}
              </a>
            </td>
          </tr>
        </tfoot>
      </table>
    </>
  );
}
