import * as format from "@/lib/i18n/format";
import { dayOf } from "@/lib/period";
import type { Baseline } from "@/lib/pricing/baseline";
import { baselineName, type View, type Words } from "./shown";

/** Chooses what to measure against: one model for all, or what the workspace named. `kept`: the rest of the address. */
export function BaselinePicker({ view, chosen, kept }: { view: View; chosen: string; kept: readonly (readonly [string, string])[] }) {
  const { t, slug, book } = view;
  const premium = book.models.filter(({ tier, periods }) => tier === "premium" && periods.length > 0);
  const others = book.models.filter(({ tier, periods }) => tier !== "premium" && periods.length > 0);
  return (
    <form method="get" action={`/w/${slug}/savings`} style={{ display: "inline-flex", gap: 6 }}>
      {kept.map(([name, value]) => (
        <input key={name + value} type="hidden" name={name} value={value} />
      ))}
      <label className="sr" htmlFor="baseline">
        {t("chooseBaseline")}
      </label>
      <select id="baseline" name="baseline" className="inp sm" style={{ width: "auto", maxWidth: 260 }} defaultValue={chosen}>
        <option value="">{chosen ? t("ownBaseline") : t("against", { model: baselineName(view) })}</option>
        {[...premium, ...others].map(({ provider, id, name }) => (
          <option key={`${provider}/${id}`} value={`${provider}/${id}`}>
            {t("against", { model: name })} ({provider})
          </option>
        ))}
      </select>
      <button type="submit" className="btn">
        {t("apply")}
      </button>
    </form>
  );
}

/** Who named the baseline when, and for whose usage, where there are several. */
export function BaselineNote({ view, names, isChosen }: { view: View; names: ReadonlyMap<string, string>; isChosen: boolean }) {
  const { t, locale, slug, zone, found } = view;
  const { baseline, baselines } = found;
  const { recorded } = baseline;
  const who = recorded && (names.get(recorded.by) ?? t("someone"));
  const said =
    baselines.length > 1
      ? t("baselinesMany", {
          list: baselines
            .map((one) => t("baselineShare", { model: one.name, scope: scopeName(one, view), tokens: format.tokensNamed(one.tokens, locale) }))
            .join(", "),
        })
      : recorded && !isChosen && who !== null
        ? t("baselineBy", { model: baseline.name, day: format.day(dayOf(recorded.at, zone), locale), who })
        : "";
  return (
    <p className="note" style={{ marginBottom: 14 }}>
      {said} <a href={`/w/${slug}/savings/baselines`}>{t("seeBaselines")}</a>
    </p>
  );
}

/** Whose usage a baseline is for, and from when on. */
export function scopeName({ team, project, startsOn }: Baseline, { t, locale }: Pick<View, "locale"> & { t: Words }): string {
  const scope = project ? t("ofProject", { name: project.name }) : team ? t("ofTeam", { name: team.name }) : t("everyone");
  return startsOn === null ? scope : `${scope} ${t("sinceDay", { day: format.day(startsOn, locale) })}`;
}
