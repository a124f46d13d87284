import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import type { AskedScenario, MoveField } from "@/lib/scenarios/address";
import type { Filters } from "@/lib/spend/dimension";
import { nameOf } from "../../spend/shown";
import type { View } from "./shown";

/** The dimensions that a scenario can be about a part of. */
export const scopeDimensions = ["model", "team", "project"] as const;
type Scope = (typeof scopeDimensions)[number];

type FormProps = {
  view: View;
  asked: AskedScenario;
  filters: Filters;
  /** What was used in these days, by what the address would say. */
  used: Record<Scope, readonly (string | null)[]>;
};

/** What is asked: a form whose whole state is the address, so that a link shows the same. Works without JavaScript. */
export function Form({ view, asked, filters, used }: FormProps) {
  const { slug, range, t, book } = view;
  const { texts } = asked;
  const priced = book.models.filter(({ periods }) => periods.length > 0);
  const providers = [...new Set(priced.map(({ provider }) => provider))];
  const isMore = Boolean(texts.since || texts.k_in || texts.k_out);
  return (
    <form method="get" action={`/w/${slug}/savings/scenarios`} className="no-print" id="ask">
      <input type="hidden" name="period" value={range.text} />
      <div className="cols">
        <div className="c6">
          <h2 style={{ marginBottom: 10 }}>{t("form.which")}</h2>
          <div style={{ maxWidth: 200, marginBottom: 14 }}>
            <TextField view={view} asked={asked} name="share" usual="100" />
          </div>
          {scopeDimensions.map((by) => (
            <Values key={by} view={view} by={by} picked={filters[by] ?? []} used={used[by]} />
          ))}
          <p className="hint" style={{ margin: "8px 0 14px" }}>
            {t("form.whichHint")}
          </p>
          <details open={Boolean(texts.prompt_above || texts.prompt_up_to) || undefined}>
            <summary>{t("form.prompts")}</summary>
            <div className="estimator-fields" style={{ marginTop: 10 }}>
              <TextField view={view} asked={asked} name="prompt_above" />
              <TextField view={view} asked={asked} name="prompt_up_to" />
            </div>
            <p className="hint" style={{ marginTop: 6 }}>
              {t("form.promptsHint")}
            </p>
          </details>
        </div>
        <div className="c6">
          <h2 style={{ marginBottom: 10 }}>{t("form.where")}</h2>
          <div className="field" style={{ marginBottom: 14 }}>
            <label htmlFor="ask-to_model">{t("form.model")}</label>
            <select
              id="ask-to_model"
              name="to_model"
              className="inp"
              defaultValue={texts.to_model}
              key={texts.to_model}
              aria-invalid={asked.wrong.to_model ? true : undefined}
              aria-describedby={asked.wrong.to_model && "ask-to_model-wrong"}
            >
              <option value="">{t("form.stay")}</option>
              {providers.map((provider) => (
                <optgroup key={provider} label={provider}>
                  {priced
                    .filter((model) => model.provider === provider)
                    .map(({ id, name }) => (
                      <option key={id} value={`${provider}/${id}`}>
                        {name}
                      </option>
                    ))}
                </optgroup>
              ))}
            </select>
            <Wrong view={view} asked={asked} name="to_model" />
          </div>
          <label style={{ display: "flex", gap: 8, alignItems: "center", marginBottom: 14 }}>
            <input type="checkbox" name="to_batch" value="1" defaultChecked={texts.to_batch === "1"} /> {t("form.batch")}
          </label>
          <div className="two2" style={{ marginBottom: 14 }}>
            <TextField view={view} asked={asked} name="cached" />
            <TextField view={view} asked={asked} name="written" />
          </div>
          <details open={isMore || undefined}>
            <summary>{t("form.more")}</summary>
            <div className="estimator-fields" style={{ marginTop: 10 }}>
              <TextField view={view} asked={asked} name="since" />
              <TextField view={view} asked={asked} name="k_in" usual="1" />
              <TextField view={view} asked={asked} name="k_out" usual="1" />
            </div>
            <p className="hint" style={{ marginTop: 6 }}>
              {t("form.sinceHint")} {t("form.kHint")}
            </p>
          </details>
        </div>
      </div>
      <p style={{ display: "flex", gap: 10, marginTop: 18, alignItems: "center" }}>
        <button type="submit" className="btn pri">
          {t("form.apply")}
        </button>
        <a className="btn quiet" href={`/w/${slug}/savings/scenarios`}>
          {t("form.clear")}
        </a>
      </p>
    </form>
  );
}

const labels = {
  share: "share",
  prompt_above: "above",
  prompt_up_to: "upTo",
  cached: "cached",
  written: "written",
  k_in: "kIn",
  k_out: "kOut",
  since: "since",
} as const satisfies Partial<Record<MoveField, string>>;

type FieldProps = { view: View; asked: AskedScenario; name: MoveField };

function TextField({ view, asked, name, usual = "" }: FieldProps & { name: keyof typeof labels; usual?: string }) {
  const { t } = view;
  const id = `ask-${name}`;
  const isWrong = Boolean(asked.wrong[name]);
  return (
    <div className="field">
      <label htmlFor={id}>{t(`form.${labels[name]}`)}</label>
      <input
        {...{ id, name, className: name === "since" ? "inp" : "inp n", autoComplete: "off" }}
        {...(name === "since" ? { type: "date" } : { inputMode: "decimal" })}
        defaultValue={asked.texts[name] || usual}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
      />
      <Wrong view={view} asked={asked} name={name} />
    </div>
  );
}

function Wrong({ view: { locale, t }, asked, name }: FieldProps) {
  const code = asked.wrong[name];
  if (!code) return null;
  const words: Record<string, string> = { ...messagesOf(locale).fields, choose_one: t("form.chooseOne") };
  return (
    <span className="wrong" id={`ask-${name}-wrong`}>
      {words[code] ?? messagesOf(locale).refusals.invalid_input}
    </span>
  );
}

type ValuesProps = { view: View; by: Scope; picked: readonly (string | null)[]; used: readonly (string | null)[] };

/** The values of a dimension to tick; what is picked and not used in these days stays picked. */
function Values({ view: { book, locale, t }, by, picked, used }: ValuesProps) {
  const words = translatorOf(locale, "spend");
  const all = [...new Set([...picked, ...used])];
  return (
    <details open={picked.length > 0 || undefined} style={{ padding: "4px 0" }}>
      <summary>{t("form.picked", { dimension: words(by), count: picked.length })}</summary>
      <ul style={{ maxHeight: 220, overflow: "auto", padding: "6px 2px 2px" }}>
        {all.map((value) => (
          <li key={value ?? ""}>
            <label style={{ display: "flex", gap: 8, padding: "3px 0" }}>
              <input type="checkbox" name={by} value={value ?? ""} defaultChecked={picked.includes(value)} />
              <span className="wrap">{nameOf({ data: { book }, t: words }, by, value)}</span>
            </label>
          </li>
        ))}
        {all.length === 0 && <li className="m">{t("form.noValues")}</li>}
      </ul>
    </details>
  );
}
