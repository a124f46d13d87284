import { CopyButton } from "@/components/ui/copy-button";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { decimal } from "@/lib/i18n/number";
import { translatorOf } from "@/lib/i18n/translator";
import { decimalText } from "@/lib/money";
import { outcomeOf, restOf } from "@/lib/scenarios/outcome";
import type { ScenarioSums } from "@/lib/scenarios/queries";
import { type Fine, finePerPico, type StayingReason } from "@/lib/scenarios/scenario";
import { viewSearch } from "@/lib/spend/view";
import { nameOf } from "../../spend/shown";
import { duringRange, money, percent, sentenceOf, targetName, type View, type Worked } from "./shown";

const mostRows = 8;

/** What a scenario would have made of the days, in a sentence, three figures and their parts; with what it assumes and what it leaves alone. */
export function Result({ view, work }: { view: View; work: Worked }) {
  const { t, locale, range } = view;
  const { scenario, result } = work;
  const during = duringRange(view);
  if (result.cost === null) return <p className="lead">{t("nothing", { during })}</p>;
  const outcome = outcomeOf(result.cost, result.sums);
  const sentence = sentenceOf(work, outcome, view);
  const isLater = scenario.from !== null && scenario.from >= range.to;
  return (
    <div className="scenario">
      <div style={{ display: "flex", gap: 16, alignItems: "start", marginBottom: 22, flexWrap: "wrap" }}>
        <p className="lead" style={{ flex: 1, minWidth: 260, maxWidth: "78ch" }} data-testid="scenario">
          {sentence}
        </p>
        <CopyButton text={sentence} words={{ ...messagesOf(locale).common.copying, copy: t("copySentence") }} />
      </div>
      {result.tokens === 0n && (
        <p className="notice" style={{ marginBottom: 18 }}>
          {isLater ? t("notYet", { day: format.day(scenario.from ?? "", locale) }) : t("nothingMoves", { during })}
        </p>
      )}
      <div className="line3">
        <div>
          <p className="lab">{t("wouldHaveBeen", { during })}</p>
          <p className="fig" data-testid="after">
            {money(outcome.after, locale)}
          </p>
          <p className="s">{t("insteadOf", { before: money(outcome.before, locale) })}</p>
        </div>
        <div>
          <p className="lab">{t("difference")}</p>
          <p className="fig est">
            <span className="outl" data-testid="difference">
              {money(outcome.difference, locale, { signed: true })}
            </span>
          </p>
          <p className="s">
            {t("differenceBody", { before: money(result.sums.paid_before, locale), after: money(result.sums.paid_after, locale) })}{" "}
            {outcome.percent !== null && t("ofSpend", { percent: format.percent(outcome.percent, locale, { places: 1, signed: true }) })}
          </p>
          <p className="kind">{t(hasRatio(work) ? "estimateK" : "estimate")}</p>
        </div>
        <Forecast view={view} work={work} />
      </div>
      <AtList view={view} work={work} />
      {result.months.length > 1 && <Months view={view} work={work} />}
      {result.models.length > 0 && <Models view={view} work={work} />}
      <section>
        <div className="halves">
          <div>
            <Parts view={view} work={work} />
          </div>
          <div>
            <Assumptions view={view} work={work} />
          </div>
        </div>
      </section>
    </div>
  );
}

type Props = { view: View; work: Worked };

function Forecast({ view: { locale, t }, work: { forecast } }: Props) {
  if (!forecast) return <p className="s">{t("forecastNothing")}</p>;
  if ("refused" in forecast) {
    const { reported, needed } = forecast;
    return (
      <div>
        <p className="s">{t("forecastNone", { reported, needed })}</p>
      </div>
    );
  }
  const { month, before, after } = forecast;
  const shown = (amount: bigint, options = {}) => format.money(amount, locale, options);
  return (
    <div>
      <p className="lab">{t("forecast", { month: format.month(month, locale) })}</p>
      <p className="fig est" data-testid="forecast">
        {shown(after.likely)}
      </p>
      <p className="s">
        {t("forecastBody", {
          ...{ before: shown(before.likely), difference: shown(after.likely - before.likely, { signed: true }) },
          ...{ low: shown(after.low), high: shown(after.high) },
        })}
      </p>
      <p className="kind">{t("forecastKind")}</p>
    </div>
  );
}

/** List against list, as the savings are measured: all of it to one model is the savings against that model. */
function AtList({ view, work: { scenario, result } }: Props) {
  const { t, locale, slug, range, book } = view;
  const { model } = scenario.change;
  const { models, teams, projects } = scenario.scope;
  const filters = { ...(models.length && { model: models }), ...(teams.length && { team: teams }), ...(projects.length && { project: projects }) };
  const search = viewSearch({
    ...{ range, filters, excluded: {}, compare: "previous", groupBy: "model", step: "day", measure: "cost", shape: "stacked", asOf: null },
    sorts: {},
  });
  return (
    <p className="note" style={{ borderTop: "1px solid var(--rule)", padding: "12px 0 22px" }}>
      {t("atList", { before: money(result.sums.list_before, locale), after: money(result.sums.list_after, locale) })}{" "}
      {model && (
        <a className="no-print" href={`/w/${slug}/savings${search}&baseline=${encodeURIComponent(`${model.provider}/${model.model}`)}`}>
          {t("sameAsSavings", { model: targetName(scenario, book) ?? "" })}
        </a>
      )}
    </p>
  );
}

function Months({ view, work: { result } }: Props) {
  const { t, locale } = view;
  const whole = outcomeOf(result.cost, result.sums);
  return (
    <section>
      <h2 className="sh">{t("byMonth")}</h2>
      <Scroller label={t("byMonth")}>
        <table aria-label={t("byMonth")}>
          <TableHead
            columns={[
              t("columns.month"),
              { title: t("columns.spend"), className: "n" },
              { title: t("columns.moves"), className: "n hp" },
              { title: t("columns.after"), className: "n hp" },
              { title: t("columns.difference"), className: "n" },
              { title: t("columns.wouldBe"), className: "n" },
            ]}
          />
          <tbody>
            {result.months.map(({ month, cost, sums }) => {
              const { before, after } = outcomeOf(cost, sums);
              return (
                <tr key={month}>
                  <td>{format.month(month, locale)}</td>
                  <td className="n">{cost === null ? "—" : money(before, locale)}</td>
                  <Moves sums={sums} locale={locale} />
                  <td className="n">{cost === null ? "—" : money(after, locale)}</td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <td>{t("total")}</td>
              <td className="n">{money(whole.before, locale)}</td>
              <Moves sums={result.sums} locale={locale} />
              <td className="n">
                <span className="dblr">{money(whole.after, locale)}</span>
              </td>
            </tr>
          </tfoot>
        </table>
      </Scroller>
    </section>
  );
}

function Models({ view, work: { result } }: Props) {
  const { t, locale, book } = view;
  const words = translatorOf(locale, "spend");
  const size = ({ sums }: { sums: ScenarioSums }) => sums.paid_before;
  const moving = result.models.filter(({ sums }) => sums.paid_before !== 0n || sums.paid_after !== 0n);
  const sorted = moving.toSorted((a, b) => (size(a) < size(b) ? 1 : size(a) > size(b) ? -1 : 0));
  const shown = sorted.length > mostRows + 1 ? sorted.slice(0, mostRows) : sorted;
  const rest = sorted.slice(shown.length);
  const widest = shown.reduce((most, { sums }) => [sums.paid_before, sums.paid_after].reduce((a, b) => (b > a ? b : a), most), 1n);
  const width = (amount: Fine) => `${Number((1000n * amount) / widest) / 10}%`;
  if (!sorted.length) return null;
  return (
    <section>
      <div className="sh">
        <h2>{t("byModel")}</h2>
      </div>
      <Scroller label={t("byModel")}>
        <table aria-label={t("byModel")}>
          <TableHead
            columns={[
              t("columns.model"),
              { title: t("columns.moves"), className: "n" },
              { title: t("columns.after"), className: "n hp" },
              { title: t("columns.difference"), className: "n" },
            ]}
          />
          <tbody>
            {shown.map(({ provider, model, sums }) => (
              <tr key={`${provider} ${model}`}>
                <td>
                  {nameOf({ data: { book }, t: words }, "model", model === null || provider === null ? model : `${provider}/${model}`)}
                  <div className="two" aria-hidden="true" style={{ marginTop: 4 }}>
                    <i className="f" style={{ width: width(sums.paid_before) }} />
                    <i className="o" style={{ width: width(sums.paid_after) }} />
                  </div>
                </td>
                <Moves sums={sums} locale={locale} isWhole />
              </tr>
            ))}
            {rest.length > 0 && (
              <tr className="quiet">
                <td>{t("otherRows", { count: rest.length })}</td>
                <Moves sums={rest.reduce((sum, { sums }) => plus(sum, sums), noSums)} locale={locale} isWhole />
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr>
              <td>{t("total")}</td>
              <Moves sums={result.sums} locale={locale} isWhole />
            </tr>
          </tfoot>
        </table>
      </Scroller>
      <p className="note" style={{ marginTop: 10 }}>
        {t("noteRounded")}
      </p>
    </section>
  );
}

type Paid = Pick<ScenarioSums, "paid_before" | "paid_after">;
const noSums: Paid = { paid_before: 0n, paid_after: 0n };

function plus(a: Paid, b: Paid): Paid {
  return { paid_before: a.paid_before + b.paid_before, paid_after: a.paid_after + b.paid_after };
}

/** What a share cost and would cost, and the difference. `isWhole`: a phone has room for what it cost, too. */
function Moves({ sums, locale, isWhole = false }: { sums: Paid; locale: View["locale"]; isWhole?: boolean }) {
  return (
    <>
      <td className={isWhole ? "n" : "n hp"}>{money(sums.paid_before, locale)}</td>
      <td className="n s hp">{money(sums.paid_after, locale)}</td>
      <td className="n b">{money(sums.paid_after - sums.paid_before, locale, { signed: true })}</td>
    </>
  );
}

/** What moves, what stays and why, and the rest: together the spend. */
function Parts({ view, work: { scenario, result } }: Props) {
  const { t, locale, slug } = view;
  const { cost, sums, stays, tokens } = result;
  const staysFor = (reason: StayingReason) => t("staysFor", { reason: t(`reasons.${reason}`) });
  const staying = stays.reduce((sum, each) => sum + each.tokens, 0n);
  return (
    <>
      <h2 style={{ marginBottom: 10 }}>{t("whatMoves")}</h2>
      <table aria-label={t("whatMoves")}>
        <TableHead columns={[t("part"), { title: t("tokens"), className: "n" }, { title: t("paid"), className: "n" }]} />
        <tbody>
          <tr>
            <td>{t("moves")}</td>
            <td className="n">{t("shareOf", { share: percent(scenario.share, locale), tokens: format.tokens(tokens - staying, locale) })}</td>
            <td className="n">{money(sums.paid_before, locale)}</td>
          </tr>
          {stays.map(({ reason, tokens: these, actual }) => (
            <tr key={reason} className="unpriced">
              <td>{reason === "unpriced" ? <a href={`/w/${slug}/settings/prices/unpriced`}>{staysFor(reason)}</a> : staysFor(reason)}</td>
              <td className="n">{format.tokens(these, locale)}</td>
              <td className="n">{actual === null ? "—" : format.money(actual, locale)}</td>
            </tr>
          ))}
          <tr>
            <td>{t("rest")}</td>
            <td className="n" />
            <td className="n">{money(restOf(cost, sums, stays), locale)}</td>
          </tr>
        </tbody>
        <tfoot>
          <tr>
            <td>{t("spendOf", { during: duringRange(view) })}</td>
            <td className="n" />
            <td className="n">
              <span className="dblr">{money((cost ?? 0n) * finePerPico, locale)}</span>
            </td>
          </tr>
        </tfoot>
      </table>
    </>
  );
}

function hasRatio({ scenario: { change } }: Worked): boolean {
  return change.model !== null && [change.k.in, change.k.out].some((k) => decimalText(k) !== "1");
}

/** What the figures rest on, in plain words. */
function Assumptions({ view: { t, locale, book }, work }: Props) {
  const { scenario, result } = work;
  const { change, scope, share, from } = scenario;
  const model = targetName(scenario, book);
  const ratio = (side: "in" | "out") => decimal(decimalText(change.k[side]), locale);
  const said = [
    ...(model === null ? [] : [t("assumptions.quality", { model })]),
    ...(model === null
      ? []
      : [hasRatio(work) ? t("assumptions.k", { model, kIn: ratio("in"), kOut: ratio("out") }) : t("assumptions.tokens", { model })]),
    ...(decimalText(share) === "100" ? [] : [t("assumptions.even")]),
    t("assumptions.prices"),
    ...(change.isBatch ? [t("assumptions.batch")] : []),
    ...(change.cached ? [t("assumptions.cached")] : []),
    ...(scope.promptAbove === null && scope.promptUpTo === null
      ? []
      : [t("assumptions.prompts", { tokens: format.tokensNamed(result.tokens, locale) })]),
    from === null ? t("assumptions.always") : t("assumptions.since", { day: format.day(from, locale) }),
    t("assumptions.forecast"),
  ];
  return (
    <>
      <h2 style={{ marginBottom: 10 }}>{t("assumes")}</h2>
      <ul style={{ display: "grid", gap: 6, listStyle: "disc", paddingLeft: 18 }} className="s">
        {said.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}
