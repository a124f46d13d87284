import { CheckList } from "@/components/closing/check-list";
import { type ClosingWords, checkView, differenceView, sealView, versionView } from "@/components/closing/closing-view";
import { DifferenceTable } from "@/components/closing/difference-table";
import { Seal } from "@/components/closing/seal";
import { Versions } from "@/components/closing/versions";
import { ActionForm } from "@/components/ui/action-form";
import { PopoverForm } from "@/components/ui/popover-form";
import type { Access } from "@/lib/access";
import { isIntact } from "@/lib/closing/files";
import type { MonthClosing } from "@/lib/closing/month";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import type { Pico } from "@/lib/money";
import { namesOfActors } from "@/lib/people/queries";
import type { Permission } from "@/lib/permissions";
import { closeMonthAction, reopenMonthAction } from "../actions";

type ClosingProps = { access: Access; slug: string; locale: Locale; of: MonthClosing; may: (permission: Permission) => boolean };

/** The words of the closing of a month, and who acted in it. */
export async function closingWords({ access, slug, locale, of }: Omit<ClosingProps, "may">): Promise<ClosingWords> {
  const people = await namesOfActors(of.versions.flatMap(({ closed, reopened }) => [closed.closedBy, reopened?.by ?? ""]));
  return { slug, zone: access.timezone, locale, t: translatorOf(locale, "closing"), people };
}

/** The seal under the title of a closed month. `isChecked`: its bytes are read again. */
export async function ClosingSeal({ access, of, words, isChecked }: { access: Access; of: MonthClosing; words: ClosingWords; isChecked: boolean }) {
  const seal = sealView(of, words);
  if (!seal || !of.closed) return null;
  const count = of.versions.find(({ closed }) => closed.number === of.closed?.number)?.files.length ?? 0;
  const check = isChecked && access.teams === "all" ? { isIntact: await isIntact(access, of.closed), count } : null;
  return <Seal seal={seal} check={check} checkHref="?check=bytes" t={words.t} />;
}

/** What stands in the way of closing a month and the way to close it; of a closed one what has changed since, its versions, and the way to open it again. */
export function ClosingSection({ of, words, total, may }: { of: MonthClosing; words: ClosingWords; total: Pico | null; may: ClosingProps["may"] }) {
  const { t, locale, zone } = words;
  const month = format.month(of.month, locale);
  const { versions } = of;
  return (
    <section aria-labelledby="closing">
      <h2 id="closing" className="sh">
        {of.closed ? t("since") : t("before", { month })}
      </h2>
      {of.closed ? <Since of={of} words={words} month={month} /> : <Before of={of} words={words} total={total} month={month} may={may} />}
      {versions.length > 0 && <Versions versions={versions.map((version) => versionView(version, { ...words, zone }))} t={t} />}
      {of.closed && may("periods:reopen") && <Reopen of={of} words={words} month={month} />}
    </section>
  );
}

function Since({ of: { difference, month: of }, words, month }: { of: MonthClosing; words: ClosingWords; month: string }) {
  if (!difference) return null;
  const view = differenceView(of, difference, words);
  return (
    <>
      <p className="lead" data-testid="since" style={{ marginBottom: 12 }}>
        {view.lead} {view.note}
      </p>
      {view.rows.length > 0 && <DifferenceTable difference={view} month={month} t={words.t} />}
    </>
  );
}

function Before({
  of,
  words,
  total,
  month,
  may,
}: {
  of: MonthClosing;
  words: ClosingWords;
  total: Pico | null;
  month: string;
  may: ClosingProps["may"];
}) {
  const { t, slug, locale } = words;
  const checks = of.checks.map((check) => checkView(of.month, check, words));
  const { refusals, fields, common } = messagesOf(locale);
  const warnings = checks.filter(({ isRefusing }) => !isRefusing);
  const options = warnings.map(({ kind, text }) => ({ value: kind, label: text }));
  return (
    <>
      <p className="s" style={{ maxWidth: "80ch", marginBottom: 12 }}>
        {checks.length ? "" : t("ready", { month })} {t("lead")}
      </p>
      <CheckList checks={checks} t={t} />
      {may("periods:close") && !checks.some(({ isRefusing }) => isRefusing) && (
        <div style={{ marginTop: 14 }}>
          <PopoverForm id="close" open={t("close", { month })} title={t("closeTitle", { month })} cancel={common.cancel} kind="pri">
            <p>{t("closeBody", { total: total === null ? "—" : format.money(total, locale) })}</p>
            <ActionForm
              action={closeMonthAction.bind(null, slug)}
              hidden={{ month: of.month }}
              fields={options.length ? [{ name: "acknowledge", label: t("acknowledge"), type: "checks", options }] : []}
              submit={t("closeDo", { month })}
              words={{ saved: t("closing"), refusals, fields }}
            />
          </PopoverForm>
        </div>
      )}
    </>
  );
}

function Reopen({ of, words: { t, slug, locale }, month }: { of: MonthClosing; words: ClosingWords; month: string }) {
  const { refusals, fields, common } = messagesOf(locale);
  if (!of.closed) return null;
  if (of.latestClosed !== of.month) {
    return (
      <p className="note" style={{ marginTop: 12 }}>
        {t("latestFirst", { month: format.month(of.latestClosed ?? of.month, locale) })}
      </p>
    );
  }
  return (
    <div style={{ marginTop: 14 }}>
      <PopoverForm id="reopen" open={t("reopen")} title={t("reopenTitle", { month })} cancel={common.cancel}>
        <p>{t("reopenBody", { number: of.closed.number })}</p>
        <ActionForm
          action={reopenMonthAction.bind(null, slug)}
          hidden={{ month: of.month }}
          fields={[{ name: "reason", label: t("reason"), type: "textarea" }]}
          submit={t("reopenDo", { month })}
          words={{ saved: t("reopening"), refusals, fields }}
        />
      </PopoverForm>
    </div>
  );
}
