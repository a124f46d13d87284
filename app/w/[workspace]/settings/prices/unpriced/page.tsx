import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { type Translator, translatorOf } from "@/lib/i18n/translator";
import { dayOf, type Zone } from "@/lib/period";
import { type UnpricedName, unpricedNames } from "@/lib/repricing/unpriced";
import { requireWorkspace } from "@/lib/session";

export default async function UnpricedPage({ params }: PageProps<"/w/[workspace]/settings/prices/unpriced">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "models:see", `/w/${slug}/settings/prices/unpriced`);
  const locale = await currentLocale();
  const t = translatorOf(locale, "prices");
  const names = await unpricedNames(access);
  const mayWrite = may("prices:write");
  const day = (instant: number) => format.day(dayOf(instant, workspace.timezone), locale);
  return (
    <section>
      <div className="sh">
        <h2>{t("unpricedTitle")}</h2>
      </div>
      <p className="s" style={{ marginBottom: 14, maxWidth: "80ch" }}>
        {names.length ? t("unpricedLead") : t("unpricedNone")}
      </p>
      {names.length > 0 && (
        <>
          <Scroller label={t("unpricedTitle")}>
            <table aria-label={t("unpricedTitle")}>
              <TableHead
                columns={[
                  t("name"),
                  { title: t("tokens"), className: "n" },
                  { title: t("requests"), className: "n hp" },
                  { title: t("firstSeen"), className: "hp" },
                  { title: t("lastSeen"), className: "hp" },
                  { title: t("sources"), className: "hp" },
                  mayWrite ? t("ways") : t("closest"),
                ]}
              />
              <tbody>
                {names.map((of) => (
                  <tr key={`${of.provider}/${of.name}`}>
                    <td>
                      <div className="nm">
                        <i className="sw hatch" />
                        <code className="id">{of.name}</code>
                      </div>
                      <p className="sub">
                        {of.provider} {of.pricedFrom !== null && t("partly", { day: day(of.pricedFrom) })}
                      </p>
                    </td>
                    <td className="n" title={format.count(of.tokens, locale)}>
                      {format.tokens(of.tokens, locale)}
                    </td>
                    <td className="n s hp">{format.count(of.requests, locale)}</td>
                    <td className="t hp">{day(of.firstAt)}</td>
                    <td className="t hp">{day(of.lastAt)}</td>
                    <td className="s hp">{of.sources.join(", ")}</td>
                    <td>
                      <Ways of={of} slug={slug} zone={workspace.timezone} mayWrite={mayWrite} t={t} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroller>
          <p className="note" style={{ marginTop: 12 }}>
            {t("notTaken")}
          </p>
        </>
      )}
    </section>
  );
}

/** The ways out, each to a rule that is filled in and shows what it would do; a price is asked for, never guessed. */
function Ways({ of, slug, zone, mayWrite, t }: { of: UnpricedName; slug: string; zone: Zone; mayWrite: boolean; t: Translator<"prices"> }) {
  const { provider, name, candidates, firstAt } = of;
  if (!mayWrite) return candidates.map((model) => model.name).join(", ") || t("closestNone");
  const from = dayOf(firstAt, zone);
  const href = (values: Record<string, string>) => {
    const query = new URLSearchParams({ ...(provider && { provider }), model: name, ...values });
    return `/w/${slug}/settings/prices?${query}#add`;
  };
  const free = { kind: "price", input: "0", output: "0", cache_read: "0", cache_write_5m: "0", cache_write_1h: "0", from };
  const ways = [
    ...candidates.map((model) => ({
      label: t("isAlias", { model: `${model.name} (${model.provider})` }),
      href: href({ kind: "alias", target: `${model.provider}/${model.id}`, from }),
    })),
    { label: t("ownPrice"), href: href({ kind: "price", from }) },
    { label: t("itIsFree"), href: href({ ...free, note: t("freeNote") }) },
    { label: t("fixedFee"), href: href({ ...free, note: t("feeNote") }) },
  ];
  return (
    <ul className="bare" style={{ display: "flex", flexWrap: "wrap", gap: "2px 14px" }}>
      {ways.map((way) => (
        <li key={way.label}>
          <a href={way.href}>{way.label}</a>
        </li>
      ))}
    </ul>
  );
}
