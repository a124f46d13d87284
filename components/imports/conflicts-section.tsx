import type { ReactNode } from "react";
import { Scroller } from "@/components/ui/scroller";
import type { ActionState } from "@/lib/action-state";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { type Conflict, type ConflictPage, difference, type Version } from "@/lib/imports/conflict";
import { explanationJson } from "@/lib/spend/explanation-json";
import { tokenClasses, totalTokens } from "@/lib/usage/tokens";
import { ConflictForm } from "./conflict-form";
import { Cost } from "./cost";
import type { ImportView } from "./view";

type Props = {
  view: ImportView;
  page: ConflictPage;
  open: number;
  isLater: boolean;
  action: (previous: ActionState, form: FormData) => Promise<ActionState>;
};

/** Known rows that came with other numbers: as they were, as they came, the difference; and the choice. */
export function ConflictsSection({ view, page, open, isLater, action }: Props) {
  const { record, locale, t, mayWrite } = view;
  const { refusals, fields } = messagesOf(locale);
  const maySettle = mayWrite && open > 0 && record.status === "done";
  const words = {
    ...{ replaceChosen: t("replaceChosen"), keepChosen: t("keepChosen"), replaceAll: t("replaceAll", { count: format.count(open, locale) }) },
    ...{ keepAll: t("keepAll"), settled: t("settled"), chooseOne: fields.choose_one, refusals },
  };
  const table = <ConflictTable view={view} items={page.items} maySettle={maySettle} />;
  return (
    <section style={{ marginTop: 28 }} id="conflicts">
      <h2 style={{ marginBottom: 8 }}>{t("conflictsTitle")}</h2>
      <p className="s" style={{ marginBottom: 10 }}>
        {t("conflictsBody")} {open > 0 && t("conflictsOpen", { count: open })}
      </p>
      {maySettle ? (
        <ConflictForm action={action} id={String(record.id)} words={words}>
          {table}
        </ConflictForm>
      ) : (
        table
      )}
      <p style={{ marginTop: 12, display: "flex", gap: 16 }}>
        {isLater && <a href="?#conflicts">{t("fromStart")}</a>}
        {page.nextCursor && <a href={`?conflict=${page.nextCursor}#conflicts`}>{t("next")}</a>}
      </p>
    </section>
  );
}

function ConflictTable({ view, items, maySettle }: { view: ImportView; items: readonly Conflict[]; maySettle: boolean }) {
  const { zone, locale, t } = view;
  return (
    <Scroller label={t("conflictsTitle")}>
      <table aria-label={t("conflictsTitle")}>
        <thead>
          <tr>
            {maySettle && <th scope="col" aria-label={t("choose")} />}
            <th scope="col" className="n">
              {t("line")}
            </th>
            <th scope="col">{t("model")}</th>
            <th scope="col" className="n">
              {t("before")}
            </th>
            <th scope="col" className="n">
              {t("after")}
            </th>
            <th scope="col" className="n">
              {t("difference")}
            </th>
            <th scope="col">{t("status")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((conflict) => {
            const { id, state, before, after } = conflict;
            const row = after ?? before;
            return (
              <tr key={id} className={state === "open" ? undefined : "quiet"}>
                {maySettle && (
                  <td>
                    {(state === "open" || state === "kept") && (
                      <input type="checkbox" name="conflict" value={id} aria-label={t("choose1", { line: row?.line ?? "" })} />
                    )}
                  </td>
                )}
                <td className="n">{row?.line}</td>
                <td style={{ whiteSpace: "nowrap" }}>
                  <span className="id">{row?.model}</span>
                  <br />
                  <span className="s">{row && format.moment(row.startsAt, zone, locale)}</span>
                </td>
                <Numbers id={`before-${id}`} version={before} other={after} view={view} />
                <Numbers id={`after-${id}`} version={after} other={before} view={view} />
                <td className="n">{differenceText(conflict, view)}</td>
                <td>{t(`conflictStates.${state}`)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroller>
  );
}

/** A row's sum and cost, and below them the classes that the two rows differ in. */
function Numbers({ id, version, other, view }: { id: string; version: Version | null; other: Version | null; view: ImportView }) {
  const { locale, t } = view;
  if (!version) return <td className="n s">{t("gone")}</td>;
  const { tokens, explanation, charge, line } = version;
  if (!tokens) return <td className="n">{charge?.amount ? format.amount(charge.amount, charge.currency ?? "", locale) : "—"}</td>;
  const differing = tokenClasses.filter((name) => other?.tokens && other.tokens[name] !== tokens[name]);
  return (
    <td className="n">
      {format.count(totalTokens(tokens), locale)}
      <br />
      <Cost id={id} label={t("rowOf", { line })} explanation={explanation && explanationJson(explanation)} view={view} />
      {differing.map((name) => (
        <span key={name} className="s" style={{ display: "block" }}>
          {t(`byClass.${name}`)} {format.count(tokens[name], locale)}
        </span>
      ))}
    </td>
  );
}

function differenceText(conflict: Conflict, { locale }: ImportView): ReactNode {
  const { tokens, cost } = difference(conflict);
  if (tokens === null) return "—";
  const sign = tokens > 0n ? "+" : tokens < 0n ? "−" : "";
  return (
    <>
      {sign}
      {format.count(tokens < 0n ? -tokens : tokens, locale)}
      <br />
      {cost === null ? "—" : format.money(cost, locale, { signed: true })}
    </>
  );
}
