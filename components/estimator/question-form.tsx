import { Segments } from "@/components/ui/segments";
import { countedText, estimatedPercent } from "@/lib/estimator/counted";
import { bounds, callOf } from "@/lib/estimator/load";
import { addressWith, type Question } from "@/lib/estimator/question";
import * as format from "@/lib/i18n/format";
import { decimalText, ratio } from "@/lib/money";
import { totalTokens } from "@/lib/usage/tokens";
import { formId, type View } from "./view";

/** What is asked: a form whose whole state is the address. `hasMix`: there is usage of the last 30 days to take. */
export function QuestionForm({ view, mix }: { view: View; mix: { hasUsage: boolean; isPartlyUnknown: boolean } | null }) {
  const { question, usage, address, locale, t } = view;
  const isTyped = !usage && !question.counted;
  return (
    <>
      {mix && (
        <div style={{ marginBottom: 16 }}>
          <Segments
            label={t("from")}
            choices={[
              {
                key: "typed",
                label: t("typed"),
                href: addressWith(view, { mix: false, counted: null }),
                isCurrent: !question.mix && !question.counted,
              },
              { key: "mix", label: t("ownMix"), href: addressWith(view, { mix: true, counted: null }), isCurrent: question.mix },
            ]}
          />
        </div>
      )}
      <form method="get" action={address} id={formId}>
        <Kept question={question} isTyped={isTyped} />
        {question.mix && mix && !mix.hasUsage && (
          <p className="notice" style={{ marginBottom: 16 }}>
            {t("mixNone")}
          </p>
        )}
        {usage && <Mix view={view} isPartlyUnknown={mix?.isPartlyUnknown ?? false} />}
        {!usage && question.counted && <CountedText view={view} />}
        <div className="estimator-fields">
          {isTyped && <NumberField view={view} name="tokens" text={format.count(question.tokens, locale)} />}
          {isTyped && !question.included && <NumberField view={view} name="answer" text={format.count(question.answer, locale)} />}
          {!usage && <NumberField view={view} name="calls" text={format.count(question.calls, locale)} />}
          {!usage && <NumberField view={view} name="cached" text={percent(question.cached, locale)} />}
          <NumberField view={view} name="growth" text={percent(question.growth, locale)} />
          <NumberField view={view} name="margin" text={percent(question.margin, locale)} />
        </div>
        {isTyped && <Included view={view} />}
        <p style={{ display: "flex", gap: 18, alignItems: "center", marginTop: 16, flexWrap: "wrap" }}>
          <button type="submit" className="btn pri">
            {t("apply")}
          </button>
          <label style={{ display: "flex", gap: 8, alignItems: "center" }}>
            <input type="checkbox" name="batch" value="1" defaultChecked={question.batch} /> {t("batch")}
          </label>
        </p>
      </form>
    </>
  );
}

/** What has no field on the page, and is to stay as it is. */
function Kept({ question, isTyped }: { question: Question; isTyped: boolean }) {
  const { counted, mix, order } = question;
  return (
    <>
      {mix && <input type="hidden" name="mix" value="30d" />}
      {counted && <input type="hidden" name="counted" value={countedText(counted)} />}
      {order !== "price" && <input type="hidden" name="order" value={order} />}
      {isTyped && question.included && <input type="hidden" name="answer" value={String(question.answer)} />}
    </>
  );
}

/** Asks whether the tokens that were given count the answer too. */
function Included({ view: { question, locale, t } }: { view: View }) {
  const sum = (included: boolean) => {
    const { input, output } = callOf({ ...question, included }, null, "likely");
    return `${format.count(input, locale)} + ${format.count(output, locale)}`;
  };
  const option = (included: boolean, label: string) => (
    <label className="opt">
      <input type="radio" name="included" value={included ? "1" : ""} defaultChecked={question.included === included} />
      <span>{label}</span>
      <span className="t m">{sum(included)}</span>
    </label>
  );
  return (
    <fieldset style={{ marginTop: 16 }}>
      <legend className="flabel" style={{ paddingBottom: 8 }}>
        {t("includedQuestion", { tokens: format.count(question.tokens, locale) })}
      </legend>
      {option(false, t("includedNo"))}
      {option(true, t("includedYes"))}
    </fieldset>
  );
}

function Mix({ view: { usage, locale, t }, isPartlyUnknown }: { view: View; isPartlyUnknown: boolean }) {
  if (!usage) return null;
  const { tokens, calls } = usage;
  const input = totalTokens(tokens) - tokens.output;
  const cached = ratio(100n * tokens.cache_read, input, 1) ?? "0";
  return (
    <p className="s" style={{ marginBottom: 16 }} data-testid="mix">
      {t("mixBody", { tokens: format.tokensNamed(totalTokens(tokens), locale), calls: Number(calls), cached: format.percent(cached, locale) })}{" "}
      {isPartlyUnknown && t("mixUnknown")}
    </p>
  );
}

function CountedText({ view }: { view: View }) {
  const { question, locale, t } = view;
  const { counted } = question;
  if (!counted) return null;
  const count = (value: bigint) => format.count(value, locale);
  const [low, likely, high] = bounds.map((bound) => format.percent(String(estimatedPercent[bound]), locale));
  const { o200k_base: newer, cl100k_base: older } = counted;
  return (
    <p className="s" style={{ marginBottom: 16 }} data-testid="counted">
      {t("textBody", {
        ...{ input: count(newer.input), output: count(newer.output), oldInput: count(older.input), oldOutput: count(older.output) },
        ...{ low: low ?? "", likely: likely ?? "", high: high ?? "" },
      })}{" "}
      <a href={addressWith(view, { counted: null })}>{t("dropText")}</a>
    </p>
  );
}

type FieldName = "tokens" | "answer" | "calls" | "cached" | "growth" | "margin";

function NumberField({ view: { wrong, t }, name, text }: { view: View; name: FieldName; text: string }) {
  const isWrong = wrong.includes(name);
  const id = `${formId}-${name}`;
  return (
    <div className="field">
      <label htmlFor={id}>{t(name)}</label>
      <input
        {...{ id, name, className: "inp n", inputMode: "decimal", defaultValue: text, autoComplete: "off" }}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
      />
      {isWrong && (
        <span className="wrong" id={`${id}-wrong`}>
          {t("wrong")}
        </span>
      )}
    </div>
  );
}

function percent(value: Question["growth"], locale: View["locale"]): string {
  const text = decimalText(value);
  return format.rounded(text, text.split(".")[1]?.length ?? 0, locale);
}
