import { ActionForm } from "@/components/ui/action-form";
import { Menu, MenuChoices } from "@/components/ui/menu";
import { PopoverForm } from "@/components/ui/popover-form";
import { messagesOf } from "@/lib/i18n/messages";
import { dayOf } from "@/lib/period";
import { movingRanges, parseRange } from "@/lib/spend/range";
import type { SavedView } from "@/lib/views/queries";
import { saveViewAction } from "./actions";
import { type Page, rangeName } from "./shown";

/** The views that were kept, and keeping this one. */
export function Saved({ page, views, mayShare }: { page: Page; views: readonly SavedView[]; mayShare: boolean }) {
  const { slug, locale, t, hrefTo, asked, zone, at } = page;
  const { refusals, fields } = messagesOf(locale);
  const kept = views.filter(({ isDeleted }) => !isDeleted);
  const here = searchOf(hrefTo({}));
  // A stretch that has a name of its own goes on with the days, if that is wanted.
  const moving = movingRanges.flatMap((text) => {
    const range = parseRange(text, dayOf(at, zone));
    const isSame = range && range.from === asked.range.from && range.to === asked.range.to && text !== asked.range.text;
    return isSame ? [{ value: searchOf(hrefTo({ range })), label: t("views.moving", { range: t(`ranges.${text}`) }) }] : [];
  });
  const choices = (isShared: boolean) =>
    kept
      .filter((view) => view.isShared === isShared)
      .map(({ name, search }) => ({ label: name, href: `/w/${slug}/spend${search}`, isCurrent: search === here }));
  const named = kept.find(({ search }) => search === here);
  return (
    <>
      {views.length > 0 && (
        <Menu id="views" label={named?.name ?? t("views.title")} name={`${t("views.title")}${named ? `: ${named.name}` : ""}`}>
          {[true, false].map((isShared) => (
            <MenuChoices key={String(isShared)} choices={choices(isShared)} />
          ))}
          <a href={`/w/${slug}/spend/views`}>{t("views.manage")}</a>
        </Menu>
      )}
      <PopoverForm id="save-view" open={t("views.save")} title={t("views.save")} cancel={t("filters.close")}>
        <ActionForm
          action={saveViewAction.bind(null, slug)}
          submit={t("views.save")}
          fields={[
            { name: "name", label: t("views.name"), autoComplete: "off" },
            {
              ...{ name: "search", label: t("views.days"), type: "select", value: here },
              options: [{ value: here, label: t("views.asShown", { range: rangeName(page) }) }, ...moving],
            },
            ...(mayShare
              ? [
                  {
                    name: "shared",
                    label: t("views.for"),
                    type: "checks" as const,
                    isRequired: false,
                    options: [{ value: "1", label: t("views.everybody") }],
                  },
                ]
              : []),
          ]}
          words={{ saved: t("views.saved"), refusals, fields }}
        />
      </PopoverForm>
    </>
  );
}

function searchOf(address: string): string {
  return new URL(address, "http://here").search;
}
