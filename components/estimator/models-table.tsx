import { Scroller } from "@/components/ui/scroller";
import { checkOf } from "@/lib/analysis/analysis";
import type { Row } from "@/lib/estimator/answer";
import { addressWith, type Order } from "@/lib/estimator/question";
import * as format from "@/lib/i18n/format";
import type { Pico } from "@/lib/money";
import { formId, type View } from "./view";

type Column = { title: string; order: Order; className?: string };

/** What every model would cost, to be ordered, and to be ticked for a place side by side. */
export function ModelsTable({ view }: { view: View }) {
  const { answer, question, analysisOf, locale, t } = view;
  const { rows, chosen, mute, unpriced } = answer;
  const isChosen = new Set(chosen.map(({ line }) => line.model));
  const money = (amount: Pico | null) => (amount === null ? "—" : format.money(amount, locale));
  const assumed = rows.filter(({ line }) => isAssumed(line)).length;
  const columns: Column[] = [
    { title: t("call"), order: "price", className: "n hp" },
    { title: t("thousand"), order: "price", className: "n" },
    { title: t("day"), order: "price", className: "n hp" },
    { title: t("month"), order: "price", className: "n" },
    { title: t("range"), order: "price", className: "n hp" },
    { title: t("year"), order: "price", className: "n hp" },
  ];
  return (
    <section>
      <div className="sh">
        <h2>{t("everyModel")}</h2>
        <span className="m">{t("everyModelNote", { count: rows.length })}</span>
        <span className="sp" />
        <button type="submit" className="btn" form={formId}>
          {t("compare")}
        </button>
      </div>
      <Scroller label={t("everyModel")}>
        <table aria-label={t("everyModel")}>
          <thead>
            <tr>
              <th scope="col" aria-sort={question.order === "model" ? "ascending" : undefined}>
                <a href={addressWith(view, { order: "model" })}>{t("model")}</a>
              </th>
              {columns.map(({ title, order, className }) => (
                <th key={title} scope="col" className={className} aria-sort={question.order === order ? "ascending" : undefined}>
                  <a href={addressWith(view, { order })}>{title}</a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, amounts: { low, likely, high }, list, isGuess }) => {
              const { model } = line;
              const id = `${model.provider}/${model.id}`;
              return (
                <tr key={id} className={isChosen.has(model) ? "me" : undefined}>
                  <td>
                    <span className="pickable">
                      <input
                        {...{ type: "checkbox", name: "model", value: id, form: formId, defaultChecked: isChosen.has(model) }}
                        aria-label={t("choose", { model: model.name })}
                      />
                      <span>
                        <a href={analysisOf(model)}>{model.name}</a> <span className="sub">{model.provider}</span>
                        <Marks view={view} row={{ line, list, isGuess }} />
                      </span>
                    </span>
                  </td>
                  <td className="n hp">
                    {money(likely.call)}
                    {isAssumed(line) && <span className="dag">†</span>}
                  </td>
                  <td className="n">{money(likely.thousand)}</td>
                  <td className="n hp">{money(likely.day)}</td>
                  <td className="n">{money(likely.month)}</td>
                  <td className="n hp est">
                    {money(low.month)} – {money(high.month)}
                  </td>
                  <td className="n hp">{money(likely.year)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroller>
      <div style={{ display: "grid", gap: 4, marginTop: 12 }}>
        {assumed > 0 && <p className="note">{t("assumed", { count: assumed })}</p>}
        {mute.length > 0 && <p className="note">{t("mute", { count: mute.length, names: mute.map(({ name }) => name).join(", ") })}</p>}
        {unpriced.length > 0 && <p className="note">{t("unpriced", { names: unpriced.map(({ name }) => name).join(", ") })}</p>}
        <p className="note">{t("quality")}</p>
      </div>
    </section>
  );
}

/** What is to be known of a row's figures. */
function Marks({ view: { at, locale, t }, row: { line, list, isGuess } }: { view: View; row: Pick<Row, "line" | "list" | "isGuess"> }) {
  const check = checkOf(line.model, at);
  const marks = [
    check.kind === "old" && t("stale", { days: check.days }),
    check.kind === "never" && t("unverified"),
    line.isOverWindow && t("overWindow", { tokens: format.count(line.model.contextWindow ?? 0n, locale) }),
    isGuess && t("guess"),
  ].filter((mark) => mark !== false);
  return (
    <>
      {list && <span className="chip ok"> {t("yours")}</span>}
      {marks.map((mark) => (
        <span key={mark} className="chip attn">
          {mark}
        </span>
      ))}
    </>
  );
}

/** Of the classes that cost something here; the long price of an unknown prompt is told once, above. */
export function isAssumed({ assumed, load: { tokens } }: Row["line"]): boolean {
  return assumed.some(({ kind, classes }) => kind !== "long_context" && kind !== "alias_date" && classes.some((name) => tokens[name] > 0n));
}
