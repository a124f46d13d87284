import type { Metadata } from "next";
import { ActionForm } from "@/components/ui/action-form";
import { CopyButton } from "@/components/ui/copy-button";
import { PopoverForm } from "@/components/ui/popover-form";
import { PrintButton } from "@/components/ui/print-button";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf, monthOf } from "@/lib/period";
import { memberNames } from "@/lib/repricing/queries";
import { askedScenario, scenarioParameters } from "@/lib/scenarios/address";
import { moveJson } from "@/lib/scenarios/json";
import { scenarios } from "@/lib/scenarios/queries";
import type { Scenario } from "@/lib/scenarios/scenario";
import { requireWorkspace } from "@/lib/session";
import { usedValues } from "@/lib/spend/overview";
import type { Range } from "@/lib/spend/range";
import { parseView } from "@/lib/spend/view";
import { Days } from "../../spend/days";
import { filterValue, stretch } from "../../spend/shown";
import { keepScenarioAction } from "./actions";
import { Form, type scopeDimensions } from "./form";
import { Kept } from "./kept";
import { viewOf, worked } from "./load";
import { Result } from "./result";
import type { View } from "./shown";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "scenarios")("title") };
}

/** Asks what a scenario would come to, without keeping anything; and the scenarios that are kept. */
export default async function ScenariosPage({ params, searchParams }: PageProps<"/w/[workspace]/savings/scenarios">) {
  const { workspace: slug } = await params;
  const entered = await requireWorkspace(slug, "spend:see", `/w/${slug}/savings/scenarios`);
  const { access, may } = entered;
  const query = await searchParams;
  const { view, months } = await viewOf(entered, query);
  const { t, at, zone, locale, range, book } = view;
  const { filters } = parseView(query, { month: monthOf(at, zone), today: dayOf(at, zone) });
  const asked = askedScenario(query, filters, book);
  const { scenario } = asked;
  const valuesOf = async (by: (typeof scopeDimensions)[number]) =>
    (await usedValues(access, { range }, by)).map(({ name }) => filterValue({ data: { book } }, by, name));
  const [model, team, project, kept, deleted, names, work] = await Promise.all([
    ...([valuesOf("model"), valuesOf("team"), valuesOf("project")] as const),
    ...([scenarios(access), scenarios(access, { deleted: true }), memberNames(access)] as const),
    scenario && worked(access, scenario, view),
  ]);
  const address = (days: Range) => {
    const search = scenario ? scenarioParameters(moveJson(scenario)) : new URLSearchParams();
    search.set("period", days.text);
    return `/w/${slug}/savings/scenarios?${search}`;
  };
  return (
    <>
      <div className="head">
        <h1>{t("title")}</h1>
        <Days
          {...{ range, months, at, zone, locale, name: stretch(range.from, range.to, locale) }}
          hrefTo={address}
          kept={[...new URL(address(range), "http://here").searchParams].filter(([name]) => name !== "period")}
        />
        <span className="sp" />
        {scenario && <Keep view={view} scenario={scenario} mayShare={may("scenarios:write")} />}
        {scenario && <CopyButton text={{ path: address(range) }} words={{ ...messagesOf(locale).common.copying, copy: t("copyLink") }} />}
        {scenario && <PrintButton label={t("print")} />}
        <a className="btn quiet" href={`/w/${slug}/savings`}>
          {t("back")}
        </a>
      </div>
      <p className="s no-print" style={{ maxWidth: "80ch", marginBottom: 18 }}>
        {t("lead")}
      </p>
      {work && <Result view={view} work={work} />}
      <section className="no-print">
        <Form view={view} asked={asked} filters={filters} used={{ model, team, project }} />
      </section>
      <Kept view={view} kept={kept} deleted={deleted} names={names} mayShare={may("scenarios:write")} />
    </>
  );
}

/** Keeps what is shown, under a name. */
function Keep({ view: { slug, locale, t }, scenario, mayShare }: { view: View; scenario: Scenario; mayShare: boolean }) {
  const { refusals, fields, common } = messagesOf(locale);
  return (
    <PopoverForm id="keep" open={t("keep")} title={t("keep")} cancel={common.close} kind="pri">
      <p className="hint">{t("keepHint")}</p>
      <ActionForm
        action={keepScenarioAction.bind(null, slug)}
        hidden={{ move: JSON.stringify(moveJson(scenario)) }}
        submit={t("keep")}
        fields={[
          { name: "name", label: t("keepName"), autoComplete: "off" },
          { name: "note", label: t("keepNote"), isRequired: false, autoComplete: "off" },
          {
            ...{ name: "whose", label: t("keepFor"), type: "select" as const },
            options: [...(mayShare ? [{ value: "everybody", label: t("everybody") }] : []), { value: "myself", label: t("myself") }],
          },
        ]}
        words={{ saved: "", refusals, fields }}
        isSilent
      />
    </PopoverForm>
  );
}
