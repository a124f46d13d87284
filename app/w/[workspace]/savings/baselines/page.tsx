import type { Metadata } from "next";
import { ActionForm, type FormField } from "@/components/ui/action-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { knownNames } from "@/lib/attribution/queries";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { dayOf, type Instant, type Zone } from "@/lib/period";
import { isSuperseded, presetBaseline } from "@/lib/pricing/baseline";
import { type Book, bookModel } from "@/lib/pricing/book";
import { priceBook, type RecordedBaseline, visibleBaselines } from "@/lib/pricing/queries";
import { memberNames } from "@/lib/repricing/queries";
import { requireWorkspace } from "@/lib/session";
import { recordBaselineAction, withdrawBaselineAction } from "../actions";
import { scopeName } from "../against";
import type { Words } from "../shown";
import { ratioText } from "../two-prices";

type View = { slug: string; zone: Zone; at: Instant; locale: Locale; t: Words; book: Book; names: ReadonlyMap<string, string>; mayWrite: boolean };

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "savings")("baselines.title") };
}

export default async function BaselinesPage({ params, searchParams }: PageProps<"/w/[workspace]/savings/baselines">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "spend:see", `/w/${slug}/savings/baselines`);
  const asked = [(await searchParams).model].flat()[0] ?? "";
  const locale = await currentLocale();
  const t = translatorOf(locale, "savings");
  const mayWrite = may("prices:write");
  const [book, recorded, names, known] = await Promise.all([
    priceBook(),
    visibleBaselines(access),
    memberNames(access),
    mayWrite ? knownNames(access) : null,
  ]);
  const view: View = { slug, zone: workspace.timezone, at: now(), locale, t, book, names, mayWrite };
  return (
    <>
      <div className="head">
        <h1>{t("baselines.title")}</h1>
        <span className="sp" />
        <a className="btn quiet" href={`/w/${slug}/savings`}>
          {t("baselines.back")}
        </a>
      </div>
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 18 }}>
        {t("baselines.lead")}
      </p>
      <section>
        <div className="sh">
          <h2>{t("baselines.history")}</h2>
        </div>
        {recorded.length ? (
          <History view={view} recorded={recorded} />
        ) : (
          <p className="m">
            {t("baselines.none", { model: bookModel(book, presetBaseline.provider, presetBaseline.model)?.name ?? presetBaseline.model })}
          </p>
        )}
      </section>
      {known && <NewBaseline view={view} teams={known.team} projects={known.project} model={asked} />}
    </>
  );
}

function History({ view, recorded }: { view: View; recorded: readonly RecordedBaseline[] }) {
  const { slug, zone, locale, t, book, names, mayWrite } = view;
  const { refusals, fields } = messagesOf(locale);
  const who = (actor: string) => names.get(actor) ?? t("someone");
  const day = (instant: Instant) => format.day(dayOf(instant, zone), locale);
  return (
    <Scroller label={t("baselines.history")}>
      <table aria-label={t("baselines.history")}>
        <TableHead
          columns={[
            ...[t("baselines.model"), t("baselines.scope"), t("baselines.from")],
            { title: t("baselines.ks"), className: "hp" },
            { title: t("baselines.recorded"), className: "hp" },
            t("baselines.standing"),
          ]}
        />
        <tbody>
          {recorded.toReversed().map(({ baseline, withdrawnAt, withdrawnBy }) => {
            const model = bookModel(book, baseline.provider, baseline.model)?.name ?? baseline.model;
            const scope = scopeName({ ...baseline, startsOn: null }, view);
            const { recorded: named, used, low, high } = baseline;
            const k = (side: "in" | "out") => `${ratioText(used[side], locale)} (${ratioText(low[side], locale)}–${ratioText(high[side], locale)})`;
            return (
              <tr key={named?.id} className={withdrawnAt === null ? undefined : "quiet"}>
                <td>{model}</td>
                <td>{scope}</td>
                <td>{baseline.startsOn === null ? t("baselines.always") : format.day(baseline.startsOn, locale)}</td>
                <td className="hp">{k("in") === k("out") ? k("in") : `${k("in")} / ${k("out")}`}</td>
                <td className="hp">{named && t("baselines.recordedBy", { day: day(named.at), who: who(named.by) })}</td>
                <td>
                  {withdrawnAt === null
                    ? t(`baselines.${standingOf(baseline, recorded, view.at)}`)
                    : t("baselines.withdrawnBy", { day: day(withdrawnAt), who: who(withdrawnBy ?? "") })}
                  {mayWrite && withdrawnAt === null && (
                    <ActionForm
                      action={withdrawBaselineAction.bind(null, slug)}
                      hidden={{ id: String(named?.id) }}
                      submit={t("baselines.withdraw")}
                      kind="quiet"
                      words={{ saved: "", refusals, fields }}
                      isSilent
                    />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroller>
  );
}

function standingOf(baseline: RecordedBaseline["baseline"], recorded: readonly RecordedBaseline[], at: Instant): "inForce" | "starts" | "superseded" {
  const inForce = recorded.filter(({ withdrawnAt }) => withdrawnAt === null).map((each) => each.baseline);
  if (isSuperseded(baseline, inForce)) return "superseded";
  return baseline.startsAt !== null && baseline.startsAt > at ? "starts" : "inForce";
}

type NewProps = { view: View; teams: readonly string[]; projects: readonly string[]; model: string };

function NewBaseline({ view: { slug, zone, locale, t, book }, teams, projects, model }: NewProps) {
  const { refusals, fields: wrongs } = messagesOf(locale);
  const ks = [
    ["k", t("used"), presetBaseline.used],
    ["low", t("low"), presetBaseline.low],
    ["high", t("high"), presetBaseline.high],
  ] as const;
  const priced = book.models.filter(({ periods }) => periods.length > 0);
  const fields: FormField[] = [
    {
      ...{ name: "model", label: t("baselines.model"), type: "select", value: model || `${presetBaseline.provider}/${presetBaseline.model}` },
      options: priced.map(({ provider, id, name }) => ({ value: `${provider}/${id}`, label: `${name} (${provider})` })),
    },
    {
      ...{ name: "scope", label: t("baselines.scope"), type: "select" },
      options: [
        { value: "workspace", label: t("baselines.workspace") },
        ...teams.map((name) => ({ value: `team:${name}`, label: t("ofTeam", { name }) })),
        ...projects.map((name) => ({ value: `project:${name}`, label: t("ofProject", { name }) })),
      ],
    },
    { name: "from", label: t("baselines.from"), type: "date", isRequired: false, hint: t("baselines.fromHint", { zone: format.city(zone) }) },
    ...ks.flatMap(([kind, which, ratio]) =>
      (["in", "out"] as const).map(
        (side): FormField => ({
          name: `${kind}_${side}`,
          label: t("baselines.kField", { side: t(side === "in" ? "baselines.input" : "baselines.output"), which }),
          value: ratioText(ratio[side], locale),
          ...(kind === "k" && side === "out" && { hint: t("baselines.kHint") }),
        }),
      ),
    ),
  ];
  return (
    <section id="name">
      <div className="sh">
        <h2>{t("baselines.name")}</h2>
      </div>
      <div style={{ maxWidth: 460 }}>
        <ActionForm
          action={recordBaselineAction.bind(null, slug)}
          fields={fields}
          submit={t("baselines.save")}
          words={{ saved: "", refusals, fields: wrongs }}
          isSilent
        />
      </div>
    </section>
  );
}
