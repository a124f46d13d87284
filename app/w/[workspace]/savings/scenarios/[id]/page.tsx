import { notFound } from "next/navigation";
import { ActionForm } from "@/components/ui/action-form";
import { CopyButton } from "@/components/ui/copy-button";
import { PrintButton } from "@/components/ui/print-button";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { dayOf } from "@/lib/period";
import { memberNames } from "@/lib/repricing/queries";
import { scenarioParameters } from "@/lib/scenarios/address";
import { keptScenarios } from "@/lib/scenarios/queries";
import { scenarioIdsOf } from "@/lib/scenarios/schema";
import { requireWorkspace } from "@/lib/session";
import { Days } from "../../../spend/days";
import { stretch } from "../../../spend/shown";
import { deleteScenarioAction } from "../actions";
import { viewOf, worked } from "../load";
import { Result } from "../result";

/** A scenario that is kept, worked out anew, on one page to be printed. */
export default async function ScenarioPage({ params, searchParams }: PageProps<"/w/[workspace]/savings/scenarios/[id]">) {
  const { workspace: slug, id } = await params;
  const here = `/w/${slug}/savings/scenarios`;
  const entered = await requireWorkspace(slug, "spend:see", `${here}/${id}`);
  const { access, may } = entered;
  const [[kept], { view, months }, names] = await Promise.all([
    keptScenarios(access, scenarioIdsOf([id])),
    viewOf(entered, await searchParams),
    memberNames(access),
  ]);
  if (!kept) notFound();
  const { t, at, zone, locale, range } = view;
  const work = await worked(access, kept.scenario, view);
  const { refusals, fields, common } = messagesOf(locale);
  const change = scenarioParameters(kept.move);
  change.set("period", range.text);
  return (
    <>
      <title>{`${kept.name} · Obole`}</title>
      <p className="no-print" style={{ marginBottom: 10, fontSize: 13 }}>
        <a href={here}>{t("backToAll")}</a>
      </p>
      <div className="head">
        <h1 className="wrap">{kept.name}</h1>
        <Days
          {...{ range, months, at, zone, locale, name: stretch(range.from, range.to, locale) }}
          hrefTo={(days) => `${here}/${kept.id}?period=${days.text}`}
          kept={[]}
        />
        <span className="sp" />
        <CopyButton text={{ path: `${here}/${kept.id}?period=${range.text}` }} words={{ ...common.copying, copy: t("copyLink") }} />
        <PrintButton label={t("print")} />
        <a className="btn" href={`${here}?${change}`}>
          {t("change")}
        </a>
        {(kept.isPersonal || may("scenarios:write")) && (
          <ActionForm
            action={deleteScenarioAction.bind(null, slug)}
            hidden={{ id: String(kept.id) }}
            submit={t("delete")}
            kind="quiet"
            words={{ saved: t("done"), refusals, fields }}
            isSilent
          />
        )}
      </div>
      <p className="s" style={{ marginBottom: 18, maxWidth: "80ch" }}>
        {kept.note && <span className="wrap">{kept.note} </span>}
        <span className="m">
          {t(kept.isPersonal ? "myself" : "everybody")} ·{" "}
          {t("keptByWho", { day: format.day(dayOf(kept.createdAt, zone), locale), who: names.get(kept.createdBy) ?? t("someone") })}
        </span>
      </p>
      {work ? <Result view={view} work={work} /> : <p className="notice">{t("gone")}</p>}
    </>
  );
}
