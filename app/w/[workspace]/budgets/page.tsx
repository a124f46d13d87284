import type { Metadata } from "next";
import { termsFields } from "@/components/budgets/budget-fields";
import { type BudgetLine, BudgetsTable } from "@/components/budgets/budgets-table";
import { MonthHead } from "@/components/finance/month-head";
import { ActionForm } from "@/components/ui/action-form";
import { type Budget, type BudgetState, filtersOfScope, reachedThresholds, remaining } from "@/lib/budgets/budget";
import { budgetStates, budgets } from "@/lib/budgets/queries";
import { now } from "@/lib/clock";
import { actorName } from "@/lib/i18n/actor";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { decimalText, ratio } from "@/lib/money";
import { namesOfActors } from "@/lib/people/queries";
import { isMonth, type Month, monthOf, type Zone } from "@/lib/period";
import type { Book } from "@/lib/pricing/book";
import { priceBook } from "@/lib/pricing/queries";
import { requireWorkspace } from "@/lib/session";
import { monthsWithUsage, openingMonth } from "@/lib/spend/span";
import { modelLabel } from "../spend/data";
import { changeBudgetAction, restoreBudgetAction, withdrawBudgetAction } from "./actions";

type View = {
  slug: string;
  locale: Locale;
  zone: Zone;
  t: Translator<"budgets">;
  month: Month;
  book: Book;
  people: ReadonlyMap<string, string>;
  mayWrite: boolean;
};

const mostContributors = 5;

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "budgets")("title") };
}

/** The budgets of a month: what was spent of each, what will have been, what is left, and what it went to. */
export default async function BudgetsPage({ params, searchParams }: PageProps<"/w/[workspace]/budgets">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "budgets:see", `/w/${slug}/budgets`);
  const asked = [(await searchParams).month].flat()[0] ?? "";
  const zone = workspace.timezone;
  const current = monthOf(now(), zone);
  const [months, locale] = await Promise.all([monthsWithUsage(access), currentLocale()]);
  const month = isMonth(asked) ? asked : openingMonth(months, current);
  const [states, all, book] = await Promise.all([budgetStates(access, month), budgets(access), priceBook()]);
  const people = await namesOfActors(all.flatMap(({ versions }) => versions.map(({ recordedBy }) => recordedBy)));
  const t = translatorOf(locale, "budgets");
  const mayWrite = may("budgets:write");
  const view: View = { slug, locale, zone, t, month, book, people, mayWrite };
  const others = all.filter(({ id, withdrawnAt }) => withdrawnAt === null && !states.some(({ budget }) => budget.id === id));
  const withdrawn = all.filter(({ withdrawnAt }) => withdrawnAt !== null);
  const named = { month: format.month(month, locale) };
  const { refusals, fields } = messagesOf(locale);
  return (
    <>
      <MonthHead title={t("title")} {...{ month, locale }} months={[...months, current]} hrefTo={(each) => `/w/${slug}/budgets?month=${each}`}>
        <span className="sp" />
        {mayWrite && (
          <a className="btn pri" href={`/w/${slug}/budgets/new`}>
            {t("new")}
          </a>
        )}
      </MonthHead>
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 18 }}>
        {t("lead")} {may("alerts:write") && <a href={`/w/${slug}/settings/alerts`}>{t("alerts")}</a>}
      </p>
      {states.length ? (
        <BudgetsTable label={t("standing", named)} lines={states.map((state) => lineOf(state, view))} locale={locale} />
      ) : (
        <p className="lead">{t("none", named)}</p>
      )}
      {others.length > 0 && (
        <section>
          <h2 className="sh">{t("otherMonths")}</h2>
          <ul style={{ display: "grid", gap: 6 }}>
            {others.map((budget) => (
              <li key={budget.id}>
                <a href={`/w/${slug}/budgets?month=${budget.versions.at(-1)?.from}`}>{scopeName(budget, view)}</a>{" "}
                <Terms budget={budget} view={view} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {withdrawn.length > 0 && (
        <section>
          <h2 className="sh">{t("withdrawn")}</h2>
          <ul style={{ display: "grid", gap: 6 }}>
            {withdrawn.map((budget) => (
              <li key={budget.id} style={{ display: "flex", flexWrap: "wrap", gap: 12, alignItems: "center" }}>
                <span className="wrap">
                  {scopeName(budget, view)} <Terms budget={budget} view={view} />
                </span>
                {mayWrite && (
                  <ActionForm
                    action={restoreBudgetAction.bind(null, slug)}
                    hidden={{ id: String(budget.id) }}
                    submit={t("restore")}
                    kind="quiet"
                    words={{ saved: t("saved"), refusals, fields }}
                    isSilent
                  />
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Terms({ budget, view: { t, locale } }: { budget: Budget; view: View }) {
  const terms = budget.versions.at(-1);
  return <span className="m">{terms && t("aMonth", { amount: format.money(terms.amount, locale) })}</span>;
}

/** A budget's month in words. */
function lineOf(state: BudgetState, view: View): BudgetLine {
  const { budget, terms, actual, forecast, unpriced, contributors } = state;
  const { slug, locale, t, month, mayWrite } = view;
  const money = (amount: bigint) => format.money(amount, locale);
  const left = remaining(state);
  const isOver = left !== null && left < 0n;
  const likely = forecast && "likely" in forecast ? forecast : null;
  const usedText = actual === null ? null : ratio(100n * actual, terms.amount, 1);
  const used = usedText === null ? null : t("used", { percent: format.percent(usedText.replace(/\.0$/, ""), locale) });
  const leftText = left === null ? "—" : isOver ? t("over", { amount: money(-left) }) : money(left);
  const forecastText = likely ? t("about", { amount: format.aboutMoney(likely.likely, locale) }) : "—";
  const band = likely
    ? t("band", { low: format.aboutMoney(likely.low, locale), high: format.aboutMoney(likely.high, locale) })
    : forecast && "refused" in forecast
      ? t("refused", { reported: forecast.reported, needed: forecast.needed })
      : null;
  const spent = actual === null ? "—" : money(actual);
  const name = scopeName(budget, view);
  return {
    id: budget.id,
    name,
    href: spendHref(slug, month, budget),
    amount: t("aMonth", { amount: money(terms.amount) }),
    until: terms.to && t("until", { month: format.month(terms.to, locale) }),
    note: terms.note,
    bar: {
      ...{ amount: terms.amount, actual: actual ?? 0n, likely: likely?.likely ?? null },
      label: t("barLabel", { name, spent, amount: money(terms.amount), forecast: likely ? forecastText : t("unknown") }),
    },
    ...{ spent, used, left: leftText, isOver, forecast: forecastText, band },
    thresholds: reachedThresholds(state).map(({ percent, of, isReached }) => ({
      text: t(`threshold.${of}`, { percent: format.percent(decimalText(percent), locale) }),
      state: isReached === null ? t("cannotTell") : t(isReached ? "reached" : "notReached"),
      isReached: isReached === true,
    })),
    contributors: contributors.names.slice(0, mostContributors).map(({ name: contributor, sums: { cost } }) => {
      const share = cost === null || !actual ? null : ratio(100n * cost, actual, 0);
      return {
        name: contributor === null ? t("unattributed") : contributors.by === "model" ? modelLabel(view.book, contributor) : contributor,
        cost: cost === null ? t("unpricedName") : money(cost),
        share: share && format.percent(share, locale),
      };
    }),
    contributorsTitle: t("contributors", { by: contributors.by === "model" ? "model" : "team" }),
    unpriced: unpriced > 0n ? t("unpriced", { tokens: format.tokensNamed(unpriced, locale) }) : null,
    history: budget.versions.length > 1 ? historyOf(budget, view) : [],
    fields: termsFields(t, { ...terms, from: month }),
    change: mayWrite ? changeBudgetAction.bind(null, slug) : null,
    withdraw: mayWrite ? withdrawBudgetAction.bind(null, slug) : null,
  };
}

/** What it was when, the latest first. */
function historyOf(budget: Budget, { t, locale, zone, people }: View): string[] {
  return budget.versions.toReversed().map((version) => {
    return t("version", {
      amount: format.money(version.amount, locale),
      month: format.month(version.from, locale),
      day: format.moment(version.recordedAt, zone, locale),
      who: actorName(version.recordedBy, people, locale),
    });
  });
}

function scopeName({ scope: { kind, name } }: Budget, { t, book }: View): string {
  if (kind === "workspace" || name === null) return t("whole");
  return t(`scope.${kind}`, { name: kind === "model" ? modelLabel(book, name) : name });
}

/** What the budget counts, where it is spent. */
function spendHref(slug: string, month: Month, { scope }: Budget): string {
  const query = new URLSearchParams({ period: month });
  for (const [dimension, names] of Object.entries(filtersOfScope(scope))) for (const name of names) query.append(dimension, name ?? "");
  return `/w/${slug}/spend?${query}`;
}
