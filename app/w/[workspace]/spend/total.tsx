import type { ReactNode } from "react";
import { Statement } from "@/components/spend/statement";
import * as format from "@/lib/i18n/format";
import { addDays, dayOf } from "@/lib/period";
import type { savings } from "@/lib/savings/queries";
import { toPico } from "@/lib/savings/savings";
import { explainDaysAddress } from "@/lib/spend/address";
import type { Comparison } from "@/lib/spend/comparison";
import type { Overview } from "@/lib/spend/overview";
import { change } from "@/lib/spend/spend";
import { explainOf, rangeName, rangeOf, type View } from "./shown";

/** What was spent, against what it is fairly compared with, and what it rests on. */
export function Total({ view, estimate }: { view: View; estimate: ReactNode }) {
  const { data, asked, known, zone, locale, t, slug } = view;
  const { total, fair, comparison } = data;
  const money = (amount: bigint) => format.money(amount, locale);
  const amount = total.cost === null ? null : money(total.cost);
  const figure = amount && {
    currency: "$",
    figure: amount.replace("$", "").trim(),
    isBefore: locale === "en",
    href: explainDaysAddress(slug, asked.range, asked, known.text),
  };
  const assumed = total.assumed.reduce((sum, { cost }) => sum + cost, 0n);
  const unpriced = total.unpriced.tokens > 0n && (
    <a href={`/w/${slug}/settings/prices/unpriced`} style={{ color: "var(--attn)" }}>
      {t("unpricedTokens", { tokens: format.tokensNamed(total.unpriced.tokens, locale) })}
    </a>
  );
  // What is dated in the future is in the total, and in no fair comparison.
  const isAhead = fair !== null && fair.current !== data.total;
  return (
    <Statement
      label={
        comparison?.isPartial && !isAhead
          ? t("spendUntil", { range: rangeOf(view, comparison.current, true) })
          : asked.range.kind === "month"
            ? t("spendOf", { month: rangeName(view) })
            : t("spendUntil", { range: rangeName(view) })
      }
      total={figure || null}
      difference={fair && comparison && <Change view={view} fair={fair} comparison={comparison} />}
      estimate={estimate}
      rests={[
        {
          label: t("dataUntil"),
          value:
            total.dataUntil === null
              ? "—"
              : `${format.day(dayOf(total.dataUntil, zone), locale, { short: true })}, ${format.time(total.dataUntil, zone, locale)}, ${format.city(zone)}`,
        },
        { label: t("priced"), value: t("ofTokens", { percent: format.percent(total.coverage.tokensPercent, locale) }) },
        { label: t("unpriced"), value: unpriced || t("none") },
        ...(assumed > 0n
          ? [
              {
                label: t("assumed"),
                value: (
                  <>
                    {money(assumed)}
                    <span className="dag">†</span>
                  </>
                ),
              },
            ]
          : []),
        { label: t("atList"), value: money(total.basis.list) },
        ...(total.basis.contract ? [{ label: t("atContract"), value: money(total.basis.contract) }] : []),
        ...(total.basis.manual ? [{ label: t("atManual"), value: money(total.basis.manual) }] : []),
      ]}
    />
  );
}

/** The difference to what it is fairly compared with. */
function Change({ view, fair, comparison }: { view: View; fair: NonNullable<Overview["fair"]>; comparison: Comparison }) {
  const { locale, t } = view;
  const [now, before] = [fair.current.cost, fair.previous.cost];
  const range = rangeOf(view, comparison.previous, comparison.isPartial);
  const percent = now === null || before === null ? null : change(now, before);
  if (now === null || before === null || percent === null) return t("nothingBefore", { range });
  return (
    <>
      <span className="delta" style={{ color: "var(--ink)" }}>
        {format.money(now - before, locale, { signed: true })} ({format.percent(String(percent), locale, { signed: true })})
      </span>{" "}
      {t("onRange", { range })}{" "}
      <a className="cost t" href={explainOf(view, comparison.previous)}>
        {format.money(before, locale)}
      </a>
    </>
  );
}

export function Avoided({ view, saved }: { view: View; saved: Awaited<ReturnType<typeof savings>> }) {
  const { locale, t } = view;
  const { total, baseline } = saved;
  const isNothing = total.list === 0n;
  return (
    <>
      <p className="lab">{t("avoided")}</p>
      <p className="fig est">
        {isNothing ? <span className="dash">—</span> : <span className="outl">{format.money(toPico(total.avoided), locale)}</span>}
      </p>
      <p className="s">
        {total.avoided < 0n ? t("dearer", { model: baseline.name }) : t("avoidedAgainst", { model: baseline.name })}{" "}
        {baseline.isPreset && <span className="chip">{t("preset")}</span>}
      </p>
      <p style={{ marginTop: 8 }}>
        <a href={savingsAddress(view)}>{t("seeSavings")}</a>
      </p>
    </>
  );
}

/** What an unfinished month will have cost, or why that cannot be told; what was avoided in one line. */
export function Forecasted({ view, saved }: { view: View; saved: Awaited<ReturnType<typeof savings>> }) {
  const { data, asked, locale, t } = view;
  const { forecast, total } = data;
  if (!forecast) return null;
  const label = t("forecast.label", { day: format.day(addDays(asked.range.to, -1), locale, { short: true }) });
  const about = (amount: bigint) => format.aboutMoney(amount, locale);
  const avoided = saved.total.list !== 0n && (
    <p className="note" style={{ marginTop: 8 }}>
      {t("avoidedAmount", { amount: format.money(toPico(saved.total.avoided), locale) })} · <a href={savingsAddress(view)}>{t("seeSavings")}</a>
    </p>
  );
  if ("refused" in forecast) {
    return (
      <>
        <p className="lab">{label}</p>
        <p className="fig est">
          <span className="dash">—</span>
        </p>
        <p className="s">{t("forecast.refused", { reported: forecast.reported, needed: forecast.needed })}</p>
        {avoided}
      </>
    );
  }
  const ofHighest = (amount: bigint) => `${forecast.high > 0n ? Number((1000n * amount) / forecast.high) / 10 : 0}%`;
  const spent = total.cost ?? 0n;
  return (
    <>
      <p className="lab">{label}</p>
      <p className="fig est" data-testid="forecast">
        {t("forecast.about", { amount: about(forecast.likely) })}
      </p>
      <div className="gauge" aria-hidden="true">
        <span className="tr" />
        <span className="act" style={{ width: ofHighest(spent) }} />
        <span className="fc" style={{ left: ofHighest(spent), width: ofHighest(forecast.likely - spent) }} />
      </div>
      <p className="s">{t("forecast.range", { low: about(forecast.low), high: about(forecast.high) })}</p>
      {avoided}
    </>
  );
}

/** The savings page looks at months. */
function savingsAddress({ slug, asked: { range } }: View): string {
  return `/w/${slug}/savings${range.kind === "month" ? `?month=${range.from.slice(0, 7)}` : ""}`;
}
