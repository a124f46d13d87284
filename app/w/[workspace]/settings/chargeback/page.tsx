import { LiveForm } from "@/components/pricing/live-form";
import { ActionForm } from "@/components/ui/action-form";
import { Confirmation } from "@/components/ui/confirmation";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { Access } from "@/lib/access";
import { knownNames } from "@/lib/attribution/queries";
import { type ChargebackChange, type ChargebackMove, previewChargeback } from "@/lib/chargeback/preview";
import { chargebackHistory, knownAt, type Recorded, type RecordedRule, type RecordedSpread, spreadHistory } from "@/lib/chargeback/queries";
import { type ChargedBy, chargedBy, isSuperseded } from "@/lib/chargeback/rule";
import { chargebackFormSchema } from "@/lib/chargeback/schema";
import { pools, spreadMethods } from "@/lib/chargeback/spread";
import { now } from "@/lib/clock";
import { Refusal } from "@/lib/errors";
import { signature } from "@/lib/i18n/actor";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { decimalText } from "@/lib/money";
import { namesOfActors } from "@/lib/people/queries";
import { type Day, dayOf, type Zone } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { recordChargebackAction, recordSpreadAction, withdrawChargebackAction, withdrawSpreadAction } from "./actions";

type View = {
  slug: string;
  locale: Locale;
  zone: Zone;
  today: Day;
  t: Translator<"chargeback">;
  path: string;
  mayWrite: boolean;
  people: ReadonlyMap<string, string>;
};

const fieldNames = [...chargedBy, "cost_centre", "ledger_code", "from", "note"] as const;

export default async function ChargebackRulesPage({ params, searchParams }: PageProps<"/w/[workspace]/settings/chargeback">) {
  const { workspace: slug } = await params;
  const path = `/w/${slug}/settings/chargeback`;
  const { access, workspace, may } = await requireWorkspace(slug, "finance:see", path);
  const asked = await searchParams;
  const given = (name: string) => [asked[name]].flat()[0] ?? "";
  const [rules, spreads, names, locale] = await Promise.all([chargebackHistory(access), spreadHistory(access), knownNames(access), currentLocale()]);
  const people = await namesOfActors([...rules, ...spreads].flatMap(({ recordedBy, withdrawnBy }) => [recordedBy, withdrawnBy ?? ""]));
  const zone = workspace.timezone;
  const t = translatorOf(locale, "chargeback");
  const view: View = { slug, locale, zone, today: dayOf(now(), zone), t, path, mayWrite: may("finance:write"), people };
  const withdrawn = rules.find(({ id, withdrawnAt }) => String(id) === given("withdraw") && withdrawnAt === null);
  return (
    <>
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 18 }}>
        {t("rulesLead")} <a href={`/w/${slug}/chargeback`}>{t("seeStatement")}</a>
      </p>
      {view.mayWrite && withdrawn && <Withdrawal access={access} rule={withdrawn} view={view} />}
      {view.mayWrite && (
        <NewRule access={access} typed={Object.fromEntries(fieldNames.map((name) => [name, given(name)]))} names={names} view={view} />
      )}
      <Rules rules={rules} view={view} />
      <Spreads spreads={spreads} view={view} />
    </>
  );
}

type NewRuleProps = { access: Access; typed: Record<string, string>; names: Record<ChargedBy, string[]>; view: View };

/** A rule that is being typed, its effect, and the way to record just that; asked by address, so that a link shows the same. */
async function NewRule({ access, typed, names, view: { slug, locale, t, path, ...view } }: NewRuleProps) {
  const { refusals, fields } = messagesOf(locale);
  const isTyped = fieldNames.some((name) => typed[name]);
  const rule = chargebackFormSchema.safeParse(typed);
  const found = rule.success ? await previewed(access, { add: rule.data }) : null;
  const wrongs = rule.success
    ? (found?.wrong ?? {})
    : Object.fromEntries(rule.error.issues.map(({ path: at, message }) => [String(at.at(-1) ?? ""), message]));
  const field = (name: (typeof fieldNames)[number], label: string, suggestions?: readonly string[], type = "text") => {
    const code = isTyped ? wrongs[name] : undefined;
    return (
      <div className="field" key={name}>
        <label htmlFor={`rule-${name}`}>{label}</label>
        <input
          id={`rule-${name}`}
          name={name}
          type={type}
          className="inp"
          autoComplete="off"
          defaultValue={typed[name]}
          list={suggestions && `names-${name}`}
          aria-invalid={code ? true : undefined}
        />
        {code && <span className="wrong">{fields[code as keyof typeof fields] ?? refusals.invalid_input}</span>}
        {suggestions && (
          <datalist id={`names-${name}`}>
            {suggestions.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        )}
      </div>
    );
  };
  return (
    <section id="form">
      <h2 className="sh">{t("newRule")}</h2>
      <div className="cols">
        <div className="c6">
          <LiveForm action={path}>
            {chargedBy.toReversed().map((name) => field(name, t(`by.${name}`), names[name]))}
            {isTyped && wrongs.scope && <span className="wrong">{fields.choose_one}</span>}
            {field("cost_centre", t("centre"))}
            {field("ledger_code", t("ledgerLabel"))}
            {field("from", t("from"), undefined, "date")}
            {field("note", t("note"))}
            <div>
              <button type="submit" className="btn">
                {t("show")}
              </button>
            </div>
          </LiveForm>
        </div>
        <div className="c6" aria-live="polite">
          <h3 style={{ marginBottom: 10 }}>{t("preview")}</h3>
          {found?.moves ? <Moves moves={found.moves} view={{ ...view, slug, locale, t, path }} /> : <p className="m">{t("previewEmpty")}</p>}
          {found?.moves && (
            <div style={{ marginTop: 16 }}>
              <ActionForm
                action={recordChargebackAction.bind(null, slug)}
                hidden={typed}
                submit={t("record")}
                words={{ saved: t("recorded"), refusals, fields }}
                isSilent
              />
            </div>
          )}
        </div>
      </div>
    </section>
  );
}

/** What a change would move; a name that is not known is wrong where it was typed. */
async function previewed(access: Access, change: ChargebackChange): Promise<{ moves: ChargebackMove[] | null; wrong: Record<string, string> }> {
  try {
    return { moves: await previewChargeback(access, change), wrong: {} };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { moves: null, wrong: Object.fromEntries((error.options.errors ?? []).map(({ path, code }) => [path, code])) };
  }
}

function Moves({ moves, view: { locale, t } }: { moves: readonly ChargebackMove[]; view: View }) {
  if (!moves.length) return <p className="m">{t("previewNothing")}</p>;
  const name = (centre: string | null) => centre ?? t("unallocated");
  return (
    <Scroller label={t("preview")}>
      <table aria-label={t("preview")}>
        <TableHead columns={[t("month"), t("move"), { title: t("tokens"), className: "n hp" }, { title: t("cost"), className: "n" }]} />
        <tbody>
          {moves.map(({ month, from, to, tokens, cost }) => (
            <tr key={`${month} ${from} ${to}`}>
              <td>{format.month(month, locale)}</td>
              <td style={{ overflowWrap: "break-word" }}>
                {name(from)} → {name(to)}
              </td>
              <td className="n hp">{format.tokens(tokens, locale)}</td>
              <td className="n">{cost === null ? <span className="unp">{t("unpriced")}</span> : format.money(cost, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

/** What withdrawing a rule would move, before it is done. */
async function Withdrawal({ access, rule, view }: { access: Access; rule: RecordedRule; view: View }) {
  const { slug, locale, t, path } = view;
  const moves = await previewChargeback(access, { withdraw: rule.id });
  return (
    <section aria-labelledby="withdraw">
      <h2 className="sh" id="withdraw">
        {t("withdrawTitle")}
      </h2>
      <p style={{ marginBottom: 14 }}>
        <b className="b">{scopeText(rule, t)}</b> → {rule.centre}
      </p>
      <Moves moves={moves} view={view} />
      <Confirmation
        action={withdrawChargebackAction.bind(null, slug)}
        hidden={{ id: String(rule.id) }}
        submit={t("withdrawDo")}
        cancelHref={`${path}#rules`}
        locale={locale}
      />
    </section>
  );
}

function scopeText({ names }: Pick<RecordedRule, "names">, t: View["t"]): string {
  return chargedBy.flatMap((name) => (names[name] === undefined ? [] : [`${t(`by.${name}`)} ${names[name]}`])).join(", ");
}

function Rules({ rules, view }: { rules: readonly RecordedRule[]; view: View }) {
  const { locale, today, t, path, mayWrite } = view;
  const inForce = knownAt(rules);
  return (
    <section id="rules">
      <h2 className="sh">{t("rules")}</h2>
      <p className="note" style={{ marginBottom: 14 }}>
        {t("precedence")}
      </p>
      {rules.length ? (
        <Scroller label={t("rules")}>
          <table aria-label={t("rules")}>
            <TableHead
              columns={[
                t("rule"),
                t("chargedTo"),
                { title: t("recordedTitle"), className: "hp" },
                t("standing"),
                { title: t("withdraw"), isUnseen: true },
              ]}
            />
            <tbody>
              {rules.map((rule) => {
                const isOld = rule.withdrawnAt === null && isSuperseded(rule, inForce, today);
                return (
                  <tr key={rule.id} className={rule.withdrawnAt === null && !isOld ? undefined : "quiet"}>
                    <td style={{ overflowWrap: "break-word" }}>
                      {scopeText(rule, t)}
                      {rule.note && <div className="sub">{rule.note}</div>}
                    </td>
                    <td style={{ overflowWrap: "break-word" }}>
                      {rule.centre}
                      {rule.ledger && <div className="sub">{t("ledger", { code: rule.ledger })}</div>}
                      <div className="sub">{rule.startsOn === null ? t("allTime") : t("since", { day: format.day(rule.startsOn, locale) })}</div>
                    </td>
                    <td className="s hp">{recordedText(rule, view)}</td>
                    <td>
                      {rule.withdrawnAt === null ? (
                        isOld ? (
                          <span className="s">{t("superseded")}</span>
                        ) : (
                          <span className="chip ok">{t("inForce")}</span>
                        )
                      ) : (
                        <span className="s">{t("withdrawn")}</span>
                      )}
                    </td>
                    <td className="n">
                      {mayWrite && rule.withdrawnAt === null && (
                        <a className="btn quiet" href={`${path}?withdraw=${rule.id}`} aria-label={t("withdrawName", { rule: scopeText(rule, t) })}>
                          {t("withdraw")}
                        </a>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroller>
      ) : (
        <p className="m">{t("noRules")}</p>
      )}
    </section>
  );
}

function recordedText({ recordedAt, recordedBy, withdrawnAt, withdrawnBy }: Recorded, { locale, zone, t, people }: View): string {
  const by = (at: number, actor: string) => signature(at, actor, { people, locale, zone });
  return withdrawnAt === null ? t("recordedBy", by(recordedAt, recordedBy)) : t("withdrawnBy", by(withdrawnAt, withdrawnBy ?? ""));
}

/** How what belongs to nobody is spread. */
function Spreads({ spreads, view }: { spreads: readonly RecordedSpread[]; view: View }) {
  const { slug, locale, t, mayWrite } = view;
  const { common, refusals, fields } = messagesOf(locale);
  const options = <Name extends string>(names: readonly Name[], word: (name: Name) => string) =>
    names.map((value) => ({ value, label: word(value) }));
  return (
    <section id="spreads">
      <h2 className="sh">{t("spreads")}</h2>
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 14 }}>
        {t("spreadsLead")}
      </p>
      {spreads.length > 0 && (
        <Scroller label={t("spreads")}>
          <table aria-label={t("spreads")}>
            <TableHead columns={[t("pool"), t("method"), { title: t("recordedTitle"), className: "hp" }, { title: t("withdraw"), isUnseen: true }]} />
            <tbody>
              {spreads.map((rule) => (
                <tr key={rule.id} className={rule.withdrawnAt === null ? undefined : "quiet"}>
                  <td>
                    {t(`pools.${rule.pool}`)}
                    <div className="sub">
                      {rule.startsOn === null ? t("allTime") : t("sinceMonth", { month: format.month(rule.startsOn.slice(0, 7), locale) })}
                    </div>
                    {rule.note && <div className="sub">{rule.note}</div>}
                  </td>
                  <td style={{ overflowWrap: "break-word" }}>
                    {t(`methods.${rule.method}`)}
                    {rule.shares.map(({ centre, percent }) => (
                      <div className="sub" key={centre}>
                        {centre}: {format.percent(decimalText(percent), locale)}
                      </div>
                    ))}
                    {rule.ledger && <div className="sub">{t("ledger", { code: rule.ledger })}</div>}
                  </td>
                  <td className="s hp">{recordedText(rule, view)}</td>
                  <td className="n">
                    {mayWrite && rule.withdrawnAt === null && (
                      <PopoverForm
                        id={`spread-${rule.id}`}
                        open={t("withdraw")}
                        label={t("withdrawName", { rule: t(`pools.${rule.pool}`) })}
                        title={t("withdrawTitle")}
                        cancel={common.cancel}
                        kind="quiet sm"
                      >
                        <p className="s">{t("withdrawSpread")}</p>
                        <ActionForm
                          action={withdrawSpreadAction.bind(null, slug)}
                          hidden={{ id: String(rule.id) }}
                          submit={t("withdrawDo")}
                          words={{ saved: "", refusals, fields }}
                          isSilent
                        />
                      </PopoverForm>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {mayWrite && (
        <div style={{ maxWidth: 460, marginTop: 18 }}>
          <h3 style={{ marginBottom: 10 }}>{t("newSpread")}</h3>
          <ActionForm
            action={recordSpreadAction.bind(null, slug)}
            fields={[
              { name: "pool", label: t("pool"), type: "select", options: options(pools, (pool) => t(`pools.${pool}`)) },
              {
                name: "method",
                label: t("method"),
                type: "select",
                value: "cost",
                options: options(spreadMethods, (method) => t(`methods.${method}`)),
              },
              { name: "shares", label: t("sharesLabel"), type: "textarea", isRequired: false, hint: t("sharesHint") },
              { name: "ledger_code", label: t("ledgerLabel"), isRequired: false },
              { name: "from", label: t("fromMonth"), isRequired: false, hint: t("fromMonthHint") },
              { name: "note", label: t("note"), isRequired: false },
            ]}
            submit={t("recordSpread")}
            words={{ saved: t("recorded"), refusals, fields }}
          />
        </div>
      )}
    </section>
  );
}
