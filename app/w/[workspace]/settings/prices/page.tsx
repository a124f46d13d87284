import type { Metadata } from "next";
import type { ReactNode } from "react";
import { EffectTables } from "@/components/pricing/effect-tables";
import { effectView } from "@/components/pricing/effect-view";
import { LiveForm } from "@/components/pricing/live-form";
import { type RuleField, RuleFields } from "@/components/pricing/rule-fields";
import { RulesTable } from "@/components/pricing/rules-table";
import { ActionForm } from "@/components/ui/action-form";
import { now } from "@/lib/clock";
import { Refusal } from "@/lib/errors";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf } from "@/lib/period";
import type { Book } from "@/lib/pricing/book";
import { priceBook, recordedRules } from "@/lib/pricing/queries";
import type { Effect } from "@/lib/repricing/effect";
import { type FormValues, type ReadForm, type RuleKind, ruleKinds, ruleOfForm, tierNames } from "@/lib/repricing/form";
import { tryRules, tryWithdrawal } from "@/lib/repricing/mutations";
import { memberNames } from "@/lib/repricing/queries";
import { requireWorkspace } from "@/lib/session";
import { tokenClasses } from "@/lib/usage/tokens";
import { recordRuleAction, withdrawRuleAction } from "./actions";
import { ruleRow } from "./rule-row";

const asked: Record<RuleKind, string> = { price: "input", discount: "percent", alias: "target" };

type View = { slug: string; locale: Locale; zone: string; values: FormValues; kind: RuleKind };

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "prices")("title") };
}

export default async function PricesPage({ params, searchParams }: PageProps<"/w/[workspace]/settings/prices">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "models:see", `/w/${slug}/settings/prices`);
  const query = Object.fromEntries(Object.entries(await searchParams).map(([name, value]) => [name, [value].flat()[0]]));
  const locale = await currentLocale();
  const t = translatorOf(locale, "prices");
  const [book, rules, names] = await Promise.all([priceBook(), recordedRules(workspace.id), memberNames(access)]);
  const mayWrite = may("prices:write");
  const view: View = { slug, locale, zone: workspace.timezone, values: query, kind: ruleKinds.find((kind) => kind === query.kind) ?? "price" };
  const rows = rules.toReversed().map((recorded) => ruleRow(recorded, rules, { ...view, book, names, at: now(), mayWrite, t }));
  const withdrawn = rules.find(({ rule, withdrawnAt }) => String(rule.id) === query.withdraw && withdrawnAt === null);
  // A link may fill a form in; it is read once what it is about was typed.
  const isAsked = mayWrite && query[asked[view.kind]] !== undefined;
  const read = isAsked ? ruleOfForm(query, workspace.timezone) : null;

  return (
    <>
      {mayWrite && withdrawn && (
        <Withdrawal view={view} id={withdrawn.rule.id} label={rows.find(({ key }) => key === String(withdrawn.rule.id))?.scope ?? ""}>
          <Tried view={view} change={{ withdraw: String(withdrawn.rule.id) }} effect={() => tryWithdrawal(access, withdrawn.rule.id)} />
        </Withdrawal>
      )}
      <section>
        <div className="sh">
          <h2>{t("sections.rules")}</h2>
        </div>
        <p className="s" style={{ marginBottom: 14, maxWidth: "80ch" }}>
          {t("lead")}
        </p>
        {rows.length ? (
          <RulesTable
            rows={rows}
            words={{
              ...{ title: t("sections.rules"), rule: t("rule"), scope: t("scope"), since: t("from"), standing: t("standing") },
              ...{ recorded: t("recorded"), withdraw: t("withdraw") },
            }}
          />
        ) : (
          <p className="m">{t("none")}</p>
        )}
      </section>
      {mayWrite && (
        <section id="add">
          <div className="cols">
            <div className="c5">
              <NewRule view={view} book={book} errors={read?.errors ?? {}} />
            </div>
            <div className="c7">
              {read?.rule && (
                <Preview view={view}>
                  <Tried view={view} change={{ rule: String(new URLSearchParams(filledIn(query))) }} effect={() => tryRules(access, [read.rule])} />
                </Preview>
              )}
            </div>
          </div>
        </section>
      )}
    </>
  );
}

/** The effect of a change, or what keeps it from being tried. */
async function Tried({ view: { slug, locale }, change, effect }: { view: View; change: Record<string, string>; effect: () => Promise<Effect> }) {
  const t = translatorOf(locale, "prices");
  try {
    return <EffectTables effect={effectView(await effect(), { slug, change }, locale, t)} />;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return (
      <p className="notice" role="alert">
        {error.code === "busy" ? t("waits") : messagesOf(locale).refusals[error.code]}
      </p>
    );
  }
}

function Withdrawal({ view: { slug, locale }, id, label, children }: { view: View; id: number; label: string; children: ReactNode }) {
  const t = translatorOf(locale, "prices");
  const { refusals, fields } = messagesOf(locale);
  return (
    <section aria-label={t("withdrawTitle")}>
      <div className="sh">
        <h2>{t("withdrawTitle")}</h2>
        <span className="m">{label}</span>
      </div>
      {children}
      <div style={{ display: "flex", gap: 8, marginTop: 18 }}>
        <ActionForm
          action={withdrawRuleAction.bind(null, slug)}
          hidden={{ id: String(id) }}
          submit={t("withdrawDo")}
          words={{ saved: "", refusals, fields }}
          isSilent
        />
        <a className="btn quiet" href={`/w/${slug}/settings/prices`}>
          {t("cancel")}
        </a>
      </div>
    </section>
  );
}

function Preview({ view: { slug, locale, values }, children }: { view: View; children: ReactNode }) {
  const t = translatorOf(locale, "prices");
  const { refusals, fields } = messagesOf(locale);
  const hidden = filledIn(values);
  return (
    <>
      <div className="sh">
        <h2>{t("effect")}</h2>
      </div>
      {children}
      <div style={{ marginTop: 18 }}>
        <ActionForm
          action={recordRuleAction.bind(null, slug)}
          hidden={hidden}
          submit={t("save")}
          words={{ saved: "", refusals, fields }}
          isSilent
          key={JSON.stringify(hidden)}
        />
      </div>
    </>
  );
}

/** What a form says, without the fields that are not there. */
function filledIn(values: FormValues): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function NewRule({ view: { slug, locale, zone, values, kind }, book, errors }: { view: View; book: Book; errors: NonNullable<ReadForm["errors"]> }) {
  const t = translatorOf(locale, "prices");
  const classes = translatorOf(locale, "spend");
  const { fields: wrongs } = messagesOf(locale);
  const field = (name: string, label: string, of: Partial<RuleField> = {}): RuleField => ({
    ...{ name, label, value: values[name] ?? "" },
    wrong: errors[name] && wrongs[errors[name] as keyof typeof wrongs],
    ...of,
  });
  const number = (name: string, label: string, of: Partial<RuleField> = {}) => field(name, label, { isNumber: true, ...of });
  const own =
    kind === "price"
      ? tokenClasses.map((name) => number(name, classes(`classes.${name}`), { isRequired: name === "input" || name === "output" }))
      : [];
  const shown: Record<RuleKind, RuleField[]> = {
    price: [...own, number("request", t("request"))],
    discount: [number("percent", t("percent"), { hint: t("percentHint"), isRequired: true })],
    alias: [field("target", t("target"), { hint: t("targetHint"), isRequired: true, choices: "models" })],
  };
  const tiers = tierNames.flatMap((tier) =>
    (["input", "output", "cache_read"] as const).map((name) =>
      number(`${tier}_${name}`, t("tierField", { tier: t(`tiers.${tier}`), class: classes(`classes.${name}`) })),
    ),
  );
  const long = (["input", "output", "cache_read"] as const).map((name) =>
    number(`long_${name}`, t("longField", { class: classes(`classes.${name}`) })),
  );
  const scope = [
    field("provider", t("provider"), { hint: t("providerHint"), choices: "providers" }),
    field("model", kind === "alias" ? t("rawName") : t("model"), {
      hint: kind === "discount" ? t("modelHint") : "",
      isRequired: kind === "alias",
      ...(kind !== "alias" && { choices: "names" }),
    }),
  ];
  const start = [
    field("from", t("from"), {
      type: "date",
      value: values.from ?? dayOf(now(), zone),
      hint: t("fromHint", { zone: format.city(zone) }),
      isRequired: true,
    }),
    field("time", t("time"), { type: "time", hint: t("timeHint") }),
  ];
  return (
    <>
      <div className="sh">
        <h2>{t("add")}</h2>
      </div>
      <nav className="seg" aria-label={t("rule")} style={{ marginBottom: 12, maxWidth: "100%", overflowX: "auto", whiteSpace: "nowrap" }}>
        {ruleKinds.map((name) => (
          <a key={name} href={`/w/${slug}/settings/prices?kind=${name}#add`} aria-current={name === kind ? "true" : undefined}>
            {t(`kinds.${name}`)}
          </a>
        ))}
      </nav>
      <p className="hint" style={{ marginBottom: 14 }}>
        {t(`kindHints.${kind}`)} {kind === "price" && t("perMillion")}
      </p>
      <LiveForm action={`/w/${slug}/settings/prices`} key={kind}>
        <input type="hidden" name="kind" value={kind} />
        <RuleFields fields={scope} />
        <RuleFields fields={shown[kind]} />
        {kind === "price" && (
          <details open={[...tiers, ...long].some(({ value }) => value !== "")}>
            <summary>{t("more")}</summary>
            <p className="hint" style={{ margin: "8px 0" }}>
              {t("moreHint")}
            </p>
            <RuleFields fields={[...tiers, number("long_threshold", t("longThreshold")), ...long]} />
          </details>
        )}
        <RuleFields fields={start} />
        <RuleFields fields={[field("note", t("note"), { hint: t("noteHint") })]} />
        <datalist id="providers">
          {[...new Set(book.models.map(({ provider }) => provider))].map((provider) => (
            <option key={provider} value={provider} />
          ))}
        </datalist>
        <datalist id="names">
          {book.models.map(({ provider, id, name }) => (
            <option key={`${provider}/${id}`} value={id} label={`${name} (${provider})`} />
          ))}
        </datalist>
        <datalist id="models">
          {book.models.map(({ provider, id, name }) => (
            <option key={`${provider}/${id}`} value={`${provider}/${id}`} label={name} />
          ))}
        </datalist>
        <div>
          <button type="submit" className="btn">
            {t("preview")}
          </button>
        </div>
      </LiveForm>
    </>
  );
}
