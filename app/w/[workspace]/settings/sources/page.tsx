import { OverlapsTable } from "@/components/attribution/overlaps-table";
import { ExplainedCost } from "@/components/spend/explained-cost";
import { ActionForm } from "@/components/ui/action-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { Access } from "@/lib/access";
import { now } from "@/lib/clock";
import { snapshot } from "@/lib/db";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { dollars } from "@/lib/money";
import { addDays, dayOf, daysPeriod, type Zone } from "@/lib/period";
import { requireWorkspace } from "@/lib/session";
import { overlaps } from "@/lib/sources/overlap";
import { previewStanding, type SourceLine, sourceLines } from "@/lib/sources/overview";
import { standingFormSchema } from "@/lib/sources/schema";
import { explainAddress, explainDaysAddress } from "@/lib/spend/address";
import { explanationJson } from "@/lib/spend/explanation-json";
import { totalTokens } from "@/lib/usage/tokens";
import { recordStandingAction } from "./actions";

type View = { slug: string; zone: Zone; locale: Locale; mayWrite: boolean; path: string };

export default async function SourcesPage({ params, searchParams }: PageProps<"/w/[workspace]/settings/sources">) {
  const { workspace: slug } = await params;
  const path = `/w/${slug}/settings/sources`;
  const { access, workspace, may } = await requireWorkspace(slug, "attribution:see", path);
  const asked = await searchParams;
  const given = (name: string) => [asked[name]].flat()[0] ?? "";
  const [lines, locale] = await Promise.all([sourceLines(access, dayOf(now(), access.timezone)), currentLocale()]);
  const found = await overlapsOf(access, lines);
  const view: View = { slug, zone: workspace.timezone, locale, mayWrite: may("attribution:write"), path };
  const t = translatorOf(locale, "sources");
  const changed = view.mayWrite ? lines.find(({ name }) => name === given("source")) : undefined;
  return (
    <>
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 18 }}>
        {t("lead")}
      </p>
      {changed && (
        <Change access={access} line={changed} given={{ provider: given("provider"), from: given("from"), counted: given("counted") }} view={view} />
      )}
      <section>
        <h2 className="sh">{t("title")}</h2>
        {lines.length ? <Sources lines={lines} view={view} /> : <p className="m">{t("none")}</p>}
      </section>
      {lines.length > 0 && (
        <section>
          <h2 className="sh">{t("overlaps")}</h2>
          {found.length ? (
            <>
              <p className="s" style={{ marginBottom: 14 }}>
                {t("overlapsLead")}
              </p>
              <OverlapsTable lines={found} locale={locale} />
            </>
          ) : (
            <p className="m">{t("overlapsNone")}</p>
          )}
        </section>
      )}
    </>
  );
}

async function overlapsOf(access: Access, lines: readonly SourceLine[]) {
  const first = lines.map(({ firstDay }) => firstDay).sort()[0];
  const last = lines
    .map(({ lastDay }) => lastDay)
    .sort()
    .at(-1);
  if (!first || !last) return [];
  return snapshot((client) => overlaps(client, access, daysPeriod(first, addDays(last, 1), access.timezone)));
}

function Sources({ lines, view: { slug, locale, mayWrite, path } }: { lines: readonly SourceLine[]; view: View }) {
  const t = translatorOf(locale, "sources");
  return (
    <Scroller label={t("title")}>
      <table aria-label={t("title")}>
        <TableHead
          columns={[
            t("source"),
            t("provider"),
            { title: t("days"), className: "hp" },
            { title: t("rows"), className: "n hp" },
            { title: t("tokens"), className: "n hp" },
            { title: t("cost"), className: "n" },
            t("standing"),
          ]}
        />
        <tbody>
          {lines.flatMap((line) =>
            line.providers.map(({ provider, sums, isCounted }, index) => (
              <tr key={`${line.id} ${provider}`}>
                <td className="id" style={{ overflowWrap: "break-word" }}>
                  {index === 0 ? line.name : <span className="sr">{line.name}</span>}
                  {index === 0 && mayWrite && (
                    <div>
                      <a
                        href={`${path}?${new URLSearchParams({ source: line.name, counted: isCounted ? "0" : "1" })}`}
                        aria-label={t("changeName", { source: line.name })}
                      >
                        {t("change")}
                      </a>
                    </div>
                  )}
                </td>
                <td>{provider ?? <span className="m">{t("noProvider")}</span>}</td>
                <td className="t hp">{index === 0 && `${format.day(line.firstDay, locale)} – ${format.day(line.lastDay, locale)}`}</td>
                <td className="n hp">{index === 0 && format.count(line.rows, locale)}</td>
                <td className="n hp">{format.tokens(totalTokens(sums.tokens), locale)}</td>
                <td className="n">
                  {sums.cost === null ? (
                    <span className="unp">{t("unpriced")}</span>
                  ) : (
                    <a
                      className="cost"
                      href={explainDaysAddress(
                        slug,
                        { from: line.firstDay, to: addDays(line.lastDay, 1) },
                        { filters: { source: [line.name], provider: [provider] } },
                        null,
                      )}
                    >
                      {format.money(sums.cost, locale)}
                    </a>
                  )}
                </td>
                <td>{isCounted ? <span className="chip ok">{t("counted")}</span> : <span className="chip">{t("compared")}</span>}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </Scroller>
  );
}

type ChangeProps = { access: Access; line: SourceLine; given: { provider: string; from: string; counted: string }; view: View };

/** A change of what counts and its effect; the form asks by address, so that a link shows the same. */
async function Change({ access, line, given, view }: ChangeProps) {
  const { slug, locale, path } = view;
  const t = translatorOf(locale, "sources");
  const { refusals, fields, common } = messagesOf(locale);
  const standing = standingFormSchema.safeParse({ source: line.name, ...given });
  const effects = standing.success ? await previewStanding(access, standing.data) : null;
  const providers = line.providers.flatMap(({ provider }) => (provider === null ? [] : [provider]));
  return (
    <section aria-labelledby="change">
      <h2 className="sh" id="change">
        {t("changeTitle", { source: line.name })}
      </h2>
      <div className="cols">
        <div className="c5">
          <form className="form" method="get" action={path}>
            <input type="hidden" name="source" value={line.name} />
            <div className="field">
              <label htmlFor="standing-provider">{t("which")}</label>
              <select id="standing-provider" name="provider" className="inp" defaultValue={given.provider}>
                <option value="">{t("allProviders")}</option>
                {providers.map((provider) => (
                  <option key={provider}>{provider}</option>
                ))}
              </select>
            </div>
            <div className="field">
              <label htmlFor="standing-counted">{t("is")}</label>
              <select id="standing-counted" name="counted" className="inp" defaultValue={given.counted === "1" ? "1" : "0"}>
                <option value="1">{t("counted")}</option>
                <option value="0">{t("compared")}</option>
              </select>
            </div>
            <div className="field">
              <label htmlFor="standing-from">{t("from")}</label>
              <input
                id="standing-from"
                name="from"
                type="date"
                className="inp"
                defaultValue={given.from}
                aria-invalid={!standing.success || undefined}
              />
              {!standing.success && <span className="wrong">{fields.not_a_date}</span>}
            </div>
            <div style={{ display: "flex", gap: 8 }}>
              <button type="submit" className="btn">
                {t("show")}
              </button>
              <a className="btn quiet" href={path}>
                {common.cancel}
              </a>
            </div>
          </form>
          {line.history.length > 0 && (
            <>
              <h3 style={{ margin: "18px 0 6px" }}>{t("history")}</h3>
              <ul className="bare s">
                {line.history.map(({ id, provider, startsOn, isCounted }) => (
                  <li key={id}>
                    {t("historyLine", {
                      provider: provider ?? t("allProviders"),
                      standing: isCounted ? t("counted") : t("compared"),
                      from: startsOn === null ? t("always") : t("fromDay", { day: format.day(startsOn, locale) }),
                    })}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
        <div className="c7">
          <h3 style={{ marginBottom: 10 }}>{t("effect")}</h3>
          {effects && <Effects effects={effects} view={view} />}
          {effects && (
            <div style={{ marginTop: 16 }}>
              <ActionForm
                action={recordStandingAction.bind(null, slug)}
                hidden={{ source: line.name, ...given, counted: given.counted === "1" ? "1" : "0" }}
                submit={t("record")}
                words={{ saved: t("recorded"), refusals, fields }}
                isSilent
              />
            </div>
          )}
        </div>
      </div>
    </section>
  );
}

function Effects({ effects, view }: { effects: Awaited<ReturnType<typeof previewStanding>>; view: View }) {
  const { slug, locale } = view;
  const t = translatorOf(locale, "sources");
  if (!effects.length) return <p className="m">{t("noEffect")}</p>;
  return (
    <Scroller label={t("effect")}>
      <table aria-label={t("effect")}>
        <TableHead
          columns={[
            t("month"),
            { title: t("before"), className: "n" },
            { title: t("after"), className: "n" },
            { title: t("difference"), className: "n hp" },
          ]}
        />
        <tbody>
          {effects.map(({ month, before, after, explanation }) => (
            <tr key={month}>
              <td className="t">{format.month(month, locale)}</td>
              <td className="n">
                <a className="cost" href={explainAddress(slug, month, {}, null)}>
                  {format.money(before.cost ?? 0n, locale)}
                </a>
              </td>
              <td className="n">
                <ExplainedCost
                  id={`after-${month}`}
                  label={format.month(month, locale)}
                  explanation={{ ...explanationJson(explanation), cost: dollars(after.cost ?? 0n) }}
                  view={view}
                />
              </td>
              <td className="n hp">{format.money((after.cost ?? 0n) - (before.cost ?? 0n), locale, { signed: true })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
