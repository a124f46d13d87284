import { headers } from "next/headers";
import { Keys } from "@/components/shell/keys";
import { Live } from "@/components/shell/live";
import { Shell } from "@/components/shell/shell";
import { ActionForm } from "@/components/ui/action-form";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { changeMark } from "@/lib/live/queries";
import { mainPages } from "@/lib/places/pages";
import { sampleImports } from "@/lib/sample/mutations";
import { requireMember } from "@/lib/session";
import { workspacesOf } from "@/lib/workspaces/queries";
import { removeSampleAction } from "./actions";

/** What stands around every page of a workspace. */
export default async function WorkspaceLayout({ params, children }: LayoutProps<"/w/[workspace]">) {
  const { workspace: slug } = await params;
  const entered = await requireMember(slug);
  const { person } = entered;
  const locale = await currentLocale();
  const [mark, others, samples] = await Promise.all([changeMark(entered.access), workspacesOf(person), sampleImports(entered.access)]);
  const { common, nav, find, shortcuts, refusals, fields } = messagesOf(locale);
  const pages = mainPages.filter(({ permission }) => entered.may(permission));
  const chord = /(Mac|iPhone|iPad)/.test((await headers()).get("user-agent") ?? "") ? "⌘ K" : "Ctrl K";
  const notice = samples.length > 0 && (
    <div className="notice row">
      <p>
        <b className="b">{common.sample}.</b> {common.sampleNotice}
      </p>
      {entered.may("imports:write") && (
        <ActionForm
          action={removeSampleAction.bind(null, slug)}
          submit={common.removeSample}
          kind="plain"
          words={{ saved: "", refusals, fields }}
          isSilent
        />
      )}
    </div>
  );
  return (
    <Shell
      slug={slug}
      workspace={entered.workspace.name}
      others={others}
      person={person.name}
      pages={pages.map(({ word }) => word)}
      words={translatorOf(locale, "nav")}
      skip={common.skip}
      find={{ label: find.open, keys: chord }}
      live={<Live address={`/api/w/${slug}/live`} mark={mark} words={nav.live} />}
      notice={notice}
    >
      {children}
      <Keys
        isOn={person.shortcuts}
        goTo={Object.fromEntries(pages.map(({ key, path }) => [key, `/w/${slug}/${path}`]))}
        places={`/api/w/${slug}/places`}
        words={{ palette: find, help: { ...shortcuts, close: common.close } }}
        shortcuts={[
          { keys: [chord], does: shortcuts.find },
          ...pages.map(({ key, word }) => ({ keys: ["g", key], does: shortcuts.goTo.replace("{page}", nav[word]) })),
          { keys: ["/"], does: shortcuts.filter },
          { keys: ["["], does: shortcuts.previous },
          { keys: ["]"], does: shortcuts.next },
          { keys: ["← →"], does: shortcuts.chart },
          { keys: ["?"], does: shortcuts.help },
        ]}
      />
    </Shell>
  );
}
