import type { ReactNode } from "react";
import { MovesTable } from "@/components/attribution/moves-table";
import { RuleForm, type RuleFormKind } from "@/components/attribution/rule-form";
import { type RuleLine, RulesTable } from "@/components/attribution/rules-table";
import { Confirmation } from "@/components/ui/confirmation";
import { TableHead } from "@/components/ui/table-head";
import type { Access } from "@/lib/access";
import { attributionMovesJson } from "@/lib/attribution/json";
import { previewRules } from "@/lib/attribution/preview";
import { attributionHistory, knownNames, type RecordedRule } from "@/lib/attribution/queries";
import { conditions } from "@/lib/attribution/rule";
import { supersessionOf } from "@/lib/attribution/supersession";
import { ruleColumns } from "@/lib/attribution/table";
import { type OpenUsage, openUsage } from "@/lib/attribution/unattributed";
import { now } from "@/lib/clock";
import { signature } from "@/lib/i18n/actor";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { namesOfActors } from "@/lib/people/queries";
import { addDays, type Zone } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { explainDaysAddress } from "@/lib/spend/address";
import type { Filters } from "@/lib/spend/dimension";
import { totalTokens } from "@/lib/usage/tokens";
import { recordAttributionAction, recordAttributionTableAction, recordMergeAction, withdrawAttributionAction } from "./actions";

type View = { slug: string; locale: Locale; zone: Zone; mayWrite: boolean; path: string };

const kinds = ["assign", "merge", "table"] as const;

export default async function AttributionPage({ params, searchParams }: PageProps<"/w/[workspace]/settings/attribution">) {
  const { workspace: slug } = await params;
  const path = `/w/${slug}/settings/attribution`;
  const { access, workspace, may } = await requireWorkspace(slug, "attribution:see", path);
  const asked = await searchParams;
  const given = (name: string) => [asked[name]].flat()[0] ?? "";
  const [open, history, names, locale] = await Promise.all([
    openUsage(access, now()),
    attributionHistory(access),
    knownNames(access),
    currentLocale(),
  ]);
  const people = await namesOfActors(history.flatMap(({ recordedBy, withdrawnBy }) => [recordedBy, withdrawnBy ?? ""]));
  const view: View = { slug, locale, zone: workspace.timezone, mayWrite: may("attribution:write"), path };
  const withdrawn = history.find(({ id, withdrawnAt }) => String(id) === given("withdraw") && withdrawnAt === null);
  const kind = kinds.find((each) => each === given("form")) ?? "assign";
  return (
    <>
      {view.mayWrite && withdrawn && <Withdrawal access={access} rule={withdrawn} view={view} />}
      <Open open={open} view={view} />
      {view.mayWrite && (
        <Forms kind={kind} initial={Object.fromEntries(conditions.map((each) => [`if_${each}`, given(each)]))} names={names} view={view} />
      )}
      <Rules history={history} people={people} view={view} />
    </>
  );
}

/** Who used models without a team, each one click away from a rule. */
function Open({ open, view: { slug, locale, mayWrite, path } }: { open: OpenUsage | null; view: View }) {
  const t = translatorOf(locale, "attribution");
  const day = (of: string) => format.day(of, locale);
  if (!open) {
    return (
      <section>
        <h2 className="sh">{t("open")}</h2>
        <p className="m">{t("noUsage")}</p>
      </section>
    );
  }
  const span = { from: day(open.from), to: day(open.to) };
  const isAll = totalTokens(open.open.tokens) === 0n;
  const explained = (filters: Filters) => explainDaysAddress(slug, { from: open.from, to: addDays(open.to, 1) }, { filters }, null);
  const costOf = (amount: bigint, filters: Filters) => () => (
    <a className="cost" href={explained(filters)}>
      {format.money(amount, locale)}
    </a>
  );
  const lead = t.rich("openLead", { cost: costOf(open.open.cost ?? 0n, { team: [null] }), total: costOf(open.total.cost ?? 0n, {}), ...span });
  return (
    <section>
      <h2 className="sh">{t("open")}</h2>
      <p className="lead" style={{ marginBottom: 14 }}>
        {isAll ? t("openNone", span) : lead}
      </p>
      {open.open.unpriced.tokens > 0n && (
        <p className="note" style={{ marginBottom: 14 }}>
          {t("openUnpriced", { tokens: format.tokens(open.open.unpriced.tokens, locale) })}
        </p>
      )}
      <div className="cols">
        {open.who.map(({ kind, lines, more }) => (
          <div className="c6 tw" key={kind}>
            <table aria-label={t(`conditions.${kind}`)}>
              <TableHead
                columns={[
                  t(`conditions.${kind}`),
                  { title: t("tokens"), className: "n hp" },
                  { title: t("cost"), className: "n" },
                  { title: t("attribute"), isUnseen: true },
                ]}
              />
              <tbody>
                {lines.map(({ name, sums }) => (
                  <tr key={name}>
                    <td className="id" style={{ overflowWrap: "anywhere" }}>
                      {name}
                    </td>
                    <td className="n hp">{format.tokens(totalTokens(sums.tokens), locale)}</td>
                    <td className="n">
                      {sums.cost === null ? (
                        <span className="unp">{t("unpriced")}</span>
                      ) : (
                        <a className="cost" href={explained({ team: [null], [kind]: [name] })}>
                          {format.money(sums.cost, locale)}
                        </a>
                      )}
                    </td>
                    <td className="n">
                      {mayWrite && (
                        <a
                          className="btn quiet"
                          href={`${path}?${new URLSearchParams({ [kind]: name })}#form`}
                          aria-label={t("attributeName", { kind: t(`conditions.${kind}`), name })}
                        >
                          {t("attribute")}
                        </a>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {more > 0 && <p className="note">{t("andMore", { count: more })}</p>}
          </div>
        ))}
      </div>
    </section>
  );
}

type FormsProps = { kind: RuleFormKind; initial: Record<string, string>; names: Record<string, string[]>; view: View };

function Forms({ kind, initial, names, view: { slug, locale, zone, path } }: FormsProps) {
  const t = translatorOf(locale, "attribution");
  const action = { assign: recordAttributionAction, merge: recordMergeAction, table: recordAttributionTableAction }[kind].bind(null, slug);
  return (
    <section id="form">
      <nav className="seg" aria-label={t("title")} style={{ marginBottom: 18 }}>
        {kinds.map((each) => (
          <a key={each} href={`${path}?form=${each}#form`} aria-current={each === kind ? "page" : undefined}>
            {t(`forms.${each}`)}
          </a>
        ))}
      </nav>
      <RuleForm key={JSON.stringify([kind, initial])} {...{ kind, slug, zone, locale, names, initial, action }} columns={ruleColumns.join(", ")} />
    </section>
  );
}

/** What withdrawing a rule would move, before it is done. */
async function Withdrawal({ access, rule, view: { slug, locale, zone, path } }: { access: Access; rule: RecordedRule; view: View }) {
  const t = translatorOf(locale, "attribution");
  const moves = await previewRules(access, { withdraw: rule.id });
  return (
    <section aria-labelledby="withdraw">
      <h2 className="sh" id="withdraw">
        {t("withdrawTitle")}
      </h2>
      <p style={{ marginBottom: 8 }}>
        <b className="b">{textOf(rule, locale)}</b> → {givenBy(rule)}
      </p>
      <p className="s" style={{ marginBottom: 14 }}>
        {t("withdrawBody")}
      </p>
      <MovesTable moves={attributionMovesJson(moves).moves} view={{ slug, zone, locale }} />
      <Confirmation
        action={withdrawAttributionAction.bind(null, slug)}
        hidden={{ id: String(rule.id) }}
        submit={t("withdrawDo")}
        cancelHref={`${path}#rules`}
        locale={locale}
      />
    </section>
  );
}

function Rules({ history, people, view }: { history: RecordedRule[]; people: ReadonlyMap<string, string>; view: View }) {
  const { locale } = view;
  const t = translatorOf(locale, "attribution");
  const inForce = history.filter(({ withdrawnAt }) => withdrawnAt === null);
  const lines = history.map((rule) => lineOf(rule, inForce, people, view));
  const isOver = ({ state, withdrawHref }: RuleLine) => state !== null && (withdrawHref === null || state === t("supersededAtOnce"));
  const [current, older] = [lines.filter((line) => !isOver(line)), lines.filter(isOver)];
  return (
    <section id="rules">
      <h2 className="sh">{t("rules")}</h2>
      <p className="note" style={{ marginBottom: 14 }}>
        {t("precedence")}
      </p>
      {current.length ? <RulesTable lines={current} label={t("rules")} locale={locale} /> : <p className="m">{t("none")}</p>}
      {older.length > 0 && (
        <details style={{ marginTop: 16 }}>
          <summary>{t("olderRules")}</summary>
          <RulesTable lines={older} label={t("olderRules")} locale={locale} />
        </details>
      )}
    </section>
  );
}

function lineOf(rule: RecordedRule, inForce: readonly RecordedRule[], people: ReadonlyMap<string, string>, view: View): RuleLine {
  const { locale, zone, mayWrite, path } = view;
  const t = translatorOf(locale, "attribution");
  const by = (at: number, actor: string) => signature(at, actor, { people, locale, zone });
  const superseded = rule.withdrawnAt === null ? supersessionOf(rule, inForce) : null;
  const state =
    rule.withdrawnAt !== null
      ? t("withdrawnBy", by(rule.withdrawnAt, rule.withdrawnBy ?? ""))
      : superseded === "at once"
        ? t("supersededAtOnce")
        : superseded && t("supersededOn", { day: format.day(superseded.on, locale) });
  return {
    id: rule.id,
    rule: scopeOf(rule, locale),
    text: textOf(rule, locale),
    gives: givenBy(rule),
    since: rule.startsOn === null ? t("allTime") : t("since", { day: format.day(rule.startsOn, locale) }),
    recorded: t("by", by(rule.recordedAt, rule.recordedBy)),
    note: rule.note,
    state,
    withdrawHref: mayWrite && rule.withdrawnAt === null ? `${path}?withdraw=${rule.id}` : null,
  };
}

/** What a rule asks of usage, each with its kind before it. */
function partsOf(rule: RecordedRule, locale: Locale): { kind: string; name: string }[] {
  const t = translatorOf(locale, "attribution");
  if (rule.kind === "merge") return [{ kind: t(`dimensions.${rule.dimension}`), name: rule.names.value ?? "" }];
  return conditions.flatMap((condition) => {
    const name = rule.names.scope[condition];
    return name === undefined ? [] : [{ kind: t(`conditions.${condition}`), name }];
  });
}

function scopeOf(rule: RecordedRule, locale: Locale): ReactNode {
  return partsOf(rule, locale).map(({ kind, name }) => (
    <div key={kind}>
      <span className="sub">{kind}</span> <span className="id">{name}</span>
    </div>
  ));
}

function textOf(rule: RecordedRule, locale: Locale): string {
  return partsOf(rule, locale)
    .map(({ kind, name }) => `${kind} ${name}`)
    .join(", ");
}

function givenBy({ names }: RecordedRule): string {
  return [names.into, names.team, names.project].filter(Boolean).join(" / ");
}
