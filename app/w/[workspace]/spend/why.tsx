import { Fragment, type ReactNode } from "react";
import { Narrowing } from "@/components/spend/narrowing";
import { Waterfall } from "@/components/spend/waterfall";
import { Segments } from "@/components/ui/segments";
import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import type { Day } from "@/lib/period";
import type { Difference } from "@/lib/spend/difference";
import { contributionsBy, type DifferenceDimension, type DifferencePart, differenceDimensions, totalOf } from "@/lib/spend/difference";
import { share } from "@/lib/spend/spend";
import { foremost } from "@/lib/spend/unusual";
import { largestParts, leaderOf, waterfallOf } from "@/lib/spend/waterfall";
import { modelLabel, type SpendData } from "./data";

type WhyProps = {
  data: SpendData;
  causes: Difference;
  by: DifferenceDimension;
  /** Where the same is told by another dimension. */
  hrefBy: (dimension: DifferenceDimension) => string;
  /** The two stretches in words. */
  ranges: { before: string; now: string };
  /** Where the totals of the two are explained. */
  hrefs: { before: string; now: string };
  /** Where the page is narrowed to a name of what it is told by, and where to a name that is gone: in the days when it was there. */
  narrow: { now: (name: string | null) => string | undefined; before: (name: string | null) => string | undefined };
  /** Where a day is looked at alone. */
  hrefToDay: (day: Day) => string;
  /** What can be done with the table. */
  actions: ReactNode;
  locale: Locale;
  t: Translator<"spend">;
};

/** What the sentence names; the table has them all. */
const mostTold = 3;
const mostNames = 5;

/** Why spend differs from what it is fairly compared with: a sentence and a table of the parts, who they come from, and what is out of the ordinary. */
export function Why(props: WhyProps) {
  const { causes, by, hrefBy, ranges, hrefs, locale, t } = props;
  const { start, steps, end } = waterfallOf(causes);
  const money = (amount: bigint) => format.money(amount, locale);
  const detail = (part: DifferencePart) => [part === "volume" ? volumeOf(props) : null, mostlyOf(props, part)].filter(Boolean).join(", ");
  return (
    <section id="why" data-testid="why">
      <div className="sh">
        <h2>{t("why.title")}</h2>
        <span className="m">{t("why.against", { range: ranges.before })}</span>
        <span className="sp" />
        <Segments
          label={t("why.by")}
          choices={differenceDimensions.map((each) => ({ key: each, label: t(each), href: hrefBy(each), isCurrent: each === by }))}
        />
        {props.actions}
      </div>
      <div className="cols" style={{ alignItems: "start" }}>
        <div className="c5">
          <p className="lead">
            <Sentence {...props} />
          </p>
          <Names {...props} />
          <Facts {...props} />
        </div>
        <div className="c7 tw">
          <Waterfall
            label={t("why.title")}
            start={{ label: ranges.before, amount: money(causes.before), at: start, href: hrefs.before }}
            steps={steps.map(({ part, amount, from, to }) => ({
              ...{ key: part, label: t(`why.parts.${part}`), detail: detail(part), amount: format.money(amount, locale, { signed: true }), from, to },
            }))}
            end={{ label: ranges.now, amount: money(causes.now), at: end, href: hrefs.now }}
            words={{ part: t("why.part"), amount: t("why.amount") }}
          />
          <p className="note" style={{ marginTop: 14 }}>
            {t("why.note")}
          </p>
        </div>
      </div>
    </section>
  );
}

/** Made from the exact parts, the largest first. */
function Sentence(props: WhyProps) {
  const { causes, locale, t } = props;
  const { parts } = causes;
  const largest = largestParts(causes).slice(0, mostTold);
  if (!largest.length) return t("why.nothing");
  const bold = (amount: bigint) => ({ amount: format.money(size(amount), locale), b: (chunks: ReactNode) => <b className="b t">{chunks}</b> });
  const tokens = causes.tokens;
  const phrases = largest.map((part): ReactNode => {
    const percent = format.percent(share(size(tokens.now - tokens.before), tokens.before) ?? "0", locale);
    const isNew = part === "volume" && tokens.before === 0n;
    const said = isNew ? "why.fromNothing" : (`why.${parts[part] < 0n ? "tookOff" : "added"}.${part}` as const);
    const mostly = mostlyOf(props, part);
    return (
      <>
        {t.rich(said, { ...bold(parts[part]), percent })}
        {mostly && ` (${mostly})`}
      </>
    );
  });
  const change = totalOf(parts);
  return t.rich(change > 0n ? "why.rose" : change < 0n ? "why.fell" : "why.same", {
    ...bold(change),
    parts: () => <Listed items={phrases} locale={locale} />,
  });
}

/** Items as a sentence lists them: a, b and c. */
function Listed({ items, locale }: { items: readonly ReactNode[]; locale: Locale }) {
  const places = items.map((_, index) => String(index));
  return new Intl.ListFormat(locale === "fr" ? "fr-FR" : "en-GB", { type: "conjunction" })
    .formatToParts(places)
    .map(({ type, value }, index) => <Fragment key={index}>{type === "element" ? items[Number(value)] : value}</Fragment>);
}

/** Which models, teams or projects the difference comes from. */
function Names(props: WhyProps) {
  const { data, causes, by, narrow, locale, t } = props;
  const groups = contributionsBy(causes.contributions, by).filter(({ total }) => total !== 0n);
  if (!groups.length) return null;
  const shown = groups.length === mostNames + 1 ? groups : groups.slice(0, mostNames);
  const hidden = groups.slice(shown.length);
  const signed = (amount: bigint) => format.money(amount, locale, { signed: true });
  const count = hidden.length;
  const gone = new Set<string | null>(data.goneSince[by].map(({ name }) => name));
  return (
    <table style={{ marginTop: 18 }} aria-label={`${t("why.title")}: ${t(by)}`}>
      <TableHead columns={[t(by), t("why.largest"), { title: t("change"), className: "n" }]} />
      <tbody>
        {shown.map(({ name, parts, total }) => {
          const [largest] = largestParts({ parts });
          return (
            <tr key={name ?? ""} className={name === null ? "quiet" : undefined}>
              <td>
                <Narrowing href={gone.has(name) ? narrow.before(name) : narrow.now(name)}>{nameOf(props, name)}</Narrowing>
              </td>
              <td className="s">{largest && t(`why.parts.${largest}`)}</td>
              <td className="n">{signed(total)}</td>
            </tr>
          );
        })}
        {count > 0 && (
          <tr className="quiet">
            <td colSpan={2}>{t("otherNames", { count: by === "model" ? t("models", { count }) : format.count(count, locale) })}</td>
            <td className="n">{signed(hidden.reduce((sum, { total }) => sum + total, 0n))}</td>
          </tr>
        )}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={2}>{t("total")}</td>
          <td className="n">
            <span className="dblr">{signed(totalOf(causes.parts))}</span>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

/** What is new, what is gone, and the days out of the ordinary. */
function Facts(props: WhyProps) {
  const { data, by, locale, t } = props;
  const listed = (names: readonly { name: string; cost: bigint }[], narrow: WhyProps["narrow"]["now"]) =>
    names.length
      ? names.slice(0, mostTold).map(({ name, cost }, place) => (
          <Fragment key={name}>
            {place > 0 && " · "}
            <Narrowing href={narrow(name)}>{nameOf(props, name)}</Narrowing>, {format.money(cost, locale)}
          </Fragment>
        ))
      : t("none");
  const rest = data.unusual.length - mostTold;
  const days = foremost(data.unusual, mostTold).map(({ day, cost, usual, driver }) => {
    const amount = format.money(size(cost - usual), locale);
    const how = t(cost < usual ? "why.unusualBelow" : "why.unusualAbove", { amount, weekday: format.weekdayName(day, locale) });
    return { day, text: t("why.unusualDay", { day: format.day(day, locale, { short: true }), name: driver?.name ?? t("unattributed") }), how };
  });
  return (
    <dl className="rests names" style={{ marginTop: 22, borderTop: "1px solid var(--rule)", paddingTop: 10, maxWidth: 420, lineHeight: "22px" }}>
      <dt>{t("why.newSince")}</dt>
      <dd>{listed(data.newSince[by], props.narrow.now)}</dd>
      <dt>{t("why.goneSince")}</dt>
      <dd>{listed(data.goneSince[by], props.narrow.before)}</dd>
      <dt>{t("why.unusual")}</dt>
      <dd>
        {days.length === 0 && t("none")}
        {days.map(({ day, text, how }) => (
          <div key={day}>
            <a href={props.hrefToDay(day)}>{text}</a>
            <div className="sub">{how}</div>
          </div>
        ))}
        {rest > 0 && <div className="sub">{t("why.moreDays", { count: rest })}</div>}
      </dd>
    </dl>
  );
}

/** Whose a part mostly is; null: nobody's. */
function mostlyOf(props: WhyProps, part: DifferencePart): string | null {
  const leader = leaderOf(props.causes.contributions, part, props.by);
  return leader === undefined ? null : props.t("why.mostly", { name: nameOf(props, leader) });
}

function volumeOf({ causes, locale, t }: WhyProps): string | null {
  const { before, now } = causes.tokens;
  const percent = share(size(now - before), before);
  return percent === null ? null : t(now < before ? "why.fewerTokens" : "why.moreTokens", { percent: format.percent(percent, locale) });
}

function nameOf({ data, by, t }: WhyProps, name: string | null): string {
  if (name === null) return t("unattributed");
  return by === "model" ? modelLabel(data.book, name) : name;
}

function size(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
