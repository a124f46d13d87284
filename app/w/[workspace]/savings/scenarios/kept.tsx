import { ActionForm } from "@/components/ui/action-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { dayOf } from "@/lib/period";
import type { KeptScenario } from "@/lib/scenarios/queries";
import { deleteScenarioAction, restoreScenarioAction } from "./actions";
import { moveText, type View } from "./shown";

type KeptProps = {
  view: View;
  kept: readonly KeptScenario[];
  deleted: readonly KeptScenario[];
  names: ReadonlyMap<string, string>;
  mayShare: boolean;
};

/** The scenarios that are kept: to open, to set side by side, to delete and to bring back. */
export function Kept({ view, kept, deleted, names, mayShare }: KeptProps) {
  const { slug, locale, t, zone, range } = view;
  const { refusals, fields } = messagesOf(locale);
  const words = { saved: t("done"), refusals, fields };
  const mayChange = ({ isPersonal }: KeptScenario) => isPersonal || mayShare;
  const restorable = deleted.filter(mayChange);
  const compare = "compare";
  return (
    <section className="no-print" id="kept">
      <div className="sh">
        <h2>{t("kept")}</h2>
        {kept.length > 1 && <span className="m">{t("compareHint")}</span>}
        <span className="sp" />
        {kept.length > 1 && (
          <form method="get" action={`/w/${slug}/savings/scenarios/compare`} id={compare}>
            <input type="hidden" name="period" value={range.text} />
            <button type="submit" className="btn">
              {t("compare")}
            </button>
          </form>
        )}
      </div>
      {kept.length === 0 ? (
        <p className="m">{t("none")}</p>
      ) : (
        <Scroller label={t("kept")}>
          <table aria-label={t("kept")}>
            <TableHead
              columns={[
                ...[t("name"), { title: t("does"), className: "hp" }, { title: t("keepFor"), className: "hp" }],
                ...[
                  { title: t("keptBy"), className: "hp" },
                  { title: t("manage"), isUnseen: true },
                ],
              ]}
            />
            <tbody>
              {kept.map((each) => (
                <tr key={each.id}>
                  <td className="wrap">
                    <span className="pickable">
                      {kept.length > 1 && (
                        <input {...{ type: "checkbox", name: "id", value: each.id, form: compare }} aria-label={t("choose", { name: each.name })} />
                      )}
                      <a href={`/w/${slug}/savings/scenarios/${each.id}`}>{each.name}</a>
                    </span>
                  </td>
                  <td className="s hp">{moveText(each.scenario, view)}</td>
                  <td className="s hp">{t(each.isPersonal ? "myself" : "everybody")}</td>
                  <td className="s hp">
                    {t("keptByWho", {
                      day: format.day(dayOf(each.createdAt, zone), locale),
                      who: names.get(each.createdBy) ?? t("someone"),
                    })}
                  </td>
                  <td className="n">
                    {mayChange(each) && (
                      <ActionForm
                        action={deleteScenarioAction.bind(null, slug)}
                        hidden={{ id: String(each.id) }}
                        submit={t("delete")}
                        kind="quiet"
                        words={words}
                        isSilent
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {restorable.length > 0 && (
        <>
          <div className="sh" style={{ marginTop: 26 }}>
            <h2>{t("deleted")}</h2>
            <span className="m">{t("deletedHint")}</span>
          </div>
          <ul style={{ display: "grid", gap: 6 }}>
            {restorable.map((each) => (
              <li key={each.id} style={{ display: "flex", gap: 12, alignItems: "center" }}>
                <span className="wrap">{each.name}</span>
                <ActionForm
                  action={restoreScenarioAction.bind(null, slug)}
                  hidden={{ id: String(each.id) }}
                  submit={t("restore")}
                  kind="quiet"
                  words={words}
                  isSilent
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
