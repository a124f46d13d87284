import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf, monthOf } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { dimensions } from "@/lib/spend/dimension";
import { parseView } from "@/lib/spend/view";
import { type SavedView, savedViews } from "@/lib/views/queries";
import { chooseDefaultViewAction, deleteViewAction, renameViewAction, restoreViewAction } from "../actions";
import { stretch, type Words } from "../shown";

/** The views one sees: open, rename and delete them, and choose the one the spend page opens with. */
export default async function ViewsPage({ params }: PageProps<"/w/[workspace]/spend/views">) {
  const { workspace: slug } = await params;
  const { access, person, may, workspace } = await requireWorkspace(slug, "spend:see");
  const locale = await currentLocale();
  const t = translatorOf(locale, "spend");
  const { refusals, fields } = messagesOf(locale);
  const words = { saved: t("views.done"), refusals, fields };
  const views = await savedViews(access, person);
  const kept = views.filter(({ isDeleted }) => !isDeleted);
  const mayChange = ({ isShared }: SavedView) => !isShared || may("views:share");
  const deleted = views.filter((view) => view.isDeleted && mayChange(view));
  const at = { month: monthOf(now(), workspace.timezone), today: dayOf(now(), workspace.timezone) };
  const shown = ({ search }: SavedView) => {
    const view = parseView(parametersOf(search), at);
    const days = t.has(`ranges.${view.range.text as "today"}`)
      ? t(`ranges.${view.range.text as "today"}`)
      : stretch(view.range.from, view.range.to, locale);
    return [days, t(`by.${view.groupBy}`), ...pickedIn(view, t)].join(" · ");
  };
  return (
    <>
      <title>{`${t("views.title")} · Obole`}</title>
      <p style={{ marginBottom: 10, fontSize: 13 }}>
        <a href={`/w/${slug}/spend`}>{t("back")}</a>
      </p>
      <div className="head">
        <h1>{t("views.title")}</h1>
      </div>
      {kept.length === 0 ? (
        <p className="lead">{t("views.none")}</p>
      ) : (
        <Scroller label={t("views.title")}>
          <table aria-label={t("views.title")}>
            <TableHead
              columns={[t("views.name"), { title: t("views.shows"), className: "hp" }, t("views.for"), { title: t("views.manage"), isUnseen: true }]}
            />
            <tbody>
              {kept.map((view) => (
                <tr key={view.id}>
                  <td className="wrap">
                    <a href={`/w/${slug}/spend${view.search}`}>{view.name}</a>{" "}
                    {view.isDefault && <span className="chip ok">{t("views.default")}</span>}
                  </td>
                  <td className="s hp">{shown(view)}</td>
                  <td className="s">{t(view.isShared ? "views.everybody" : "views.myself")}</td>
                  <td className="n">
                    <div style={{ display: "flex", gap: 6, justifyContent: "flex-end", flexWrap: "wrap" }}>
                      <ActionForm
                        action={chooseDefaultViewAction.bind(null, slug)}
                        hidden={{ id: String(view.id) }}
                        submit={t(view.isDefault ? "views.notDefault" : "views.makeDefault")}
                        kind="quiet"
                        words={words}
                        isSilent
                      />
                      {mayChange(view) && (
                        <>
                          <PopoverForm
                            id={`rename-${view.id}`}
                            open={t("views.rename")}
                            title={t("views.rename")}
                            cancel={t("filters.close")}
                            kind="quiet"
                          >
                            <ActionForm
                              action={renameViewAction.bind(null, slug)}
                              fields={[{ name: "name", label: t("views.name"), value: view.name, autoComplete: "off" }]}
                              hidden={{ id: String(view.id) }}
                              submit={t("views.rename")}
                              words={words}
                            />
                          </PopoverForm>
                          <ActionForm
                            action={deleteViewAction.bind(null, slug)}
                            hidden={{ id: String(view.id) }}
                            submit={t("views.delete")}
                            kind="quiet"
                            words={words}
                            isSilent
                          />
                        </>
                      )}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {deleted.length > 0 && (
        <section style={{ marginTop: 30 }}>
          <div className="sh">
            <h2>{t("views.deleted")}</h2>
            <span className="m">{t("views.deletedHint")}</span>
          </div>
          <ul style={{ display: "grid", gap: 6 }}>
            {deleted.map((view) => (
              <li key={view.id} style={{ display: "flex", gap: 12, alignItems: "center" }}>
                <span className="wrap">{view.name}</span>
                <ActionForm
                  action={restoreViewAction.bind(null, slug)}
                  hidden={{ id: String(view.id) }}
                  submit={t("views.restore")}
                  kind="quiet"
                  words={words}
                  isSilent
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function pickedIn({ filters, excluded }: ReturnType<typeof parseView>, t: Words): string[] {
  const told = (picked: typeof filters, key: "filters.only" | "filters.without") =>
    dimensions.flatMap((by) => (picked[by] ?? []).map((name) => t(key, { dimension: t(`dimensions.${by}`), name: name ?? t("unattributed") })));
  return [...told(filters, "filters.only"), ...told(excluded, "filters.without")];
}

function parametersOf(search: string): Record<string, string[]> {
  const parameters = new URLSearchParams(search);
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
}
