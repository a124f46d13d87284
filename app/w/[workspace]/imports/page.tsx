import { ArrowDownToLine } from "lucide-react";
import type { Metadata } from "next";
import { ImportFilter } from "@/components/imports/import-filter";
import { StatusChip } from "@/components/imports/status-chip";
import { byWhom } from "@/components/imports/view";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { actorsOf } from "@/lib/audit/queries";
import { currentLocale } from "@/lib/i18n/current";
import * as format from "@/lib/i18n/format";
import { translatorOf } from "@/lib/i18n/translator";
import { importChoices, imports } from "@/lib/imports/queries";
import { importsQuerySchema } from "@/lib/imports/schema";
import { requireWorkspace } from "@/lib/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "imports")("title") };
}

export default async function ImportsPage({ params, searchParams }: PageProps<"/w/[workspace]/imports">) {
  const { workspace: slug } = await params;
  const { access, workspace, may } = await requireWorkspace(slug, "imports:see");
  const { cursor, limit: _, ...filter } = askedOf(await searchParams);
  const [{ items, nextCursor }, choices, locale] = await Promise.all([
    imports(access, { cursor, ...filter }),
    importChoices(access),
    currentLocale(),
  ]);
  const whoOf = await actorsOf(access, [...new Set(items.map(({ actor }) => actor))]);
  const query = new URLSearchParams(Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const isFiltered = query.size > 0;
  const t = translatorOf(locale, "imports");
  return (
    <>
      <div className="head">
        <h1>{t("title")}</h1>
        <span className="sp" />
        {may("usage:write") && (
          <a className="btn" href={`/w/${slug}/usage`}>
            {t("byHand")}
          </a>
        )}
        {may("imports:write") && (
          <a className="btn pri" href={`/w/${slug}/imports/new`}>
            <ArrowDownToLine className="i" size={16} strokeWidth={1.6} aria-hidden="true" /> {t("newImport")}
          </a>
        )}
      </div>
      {(isFiltered || items.length > 1 || cursor) && <ImportFilter asked={filter} choices={choices} t={t} />}
      {items.length === 0 ? (
        <p className="lead">
          {t(isFiltered ? "noneFound" : "none")} {isFiltered && <a href={`/w/${slug}/imports`}>{t("showAll")}</a>}
        </p>
      ) : (
        <Scroller label={t("title")}>
          <table aria-label={t("title")}>
            <TableHead
              columns={[
                t("file"),
                t("status"),
                { title: t("when"), className: "hp" },
                { title: t("by"), className: "hp" },
                { title: t("rows"), className: "n hp" },
                { title: t("added"), className: "n" },
                { title: t("rejected"), className: "n hp" },
              ]}
            />
            <tbody>
              {items.map((item) => (
                <tr key={item.id} className={item.status === "done" ? undefined : "quiet"}>
                  <td className="id">
                    <a href={`/w/${slug}/imports/${item.id}`}>{item.kind === "api" ? t("api") : item.filename}</a>
                  </td>
                  <td>
                    <StatusChip status={item.status} words={t} />
                  </td>
                  <td className="s hp">{format.moment(item.createdAt, workspace.timezone, locale)}</td>
                  <td className="s hp">{byWhom(whoOf.get(item.actor), t)}</td>
                  <td className="n hp">{format.count(item.rows, locale)}</td>
                  <td className="n">{format.count(item.accepted, locale)}</td>
                  <td className="n hp">{format.count(item.rejected, locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {nextCursor && (
        <p style={{ marginTop: 16 }}>
          <a href={`/w/${slug}/imports?${new URLSearchParams([...query, ["cursor", nextCursor]])}`}>{t("older")}</a>
        </p>
      )}
    </>
  );
}

/** What the address asks for; what cannot be is not asked. */
function askedOf(given: Record<string, string | string[] | undefined>) {
  const { limit: _, ...shape } = importsQuerySchema.shape;
  const values = Object.entries(shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse([given[name]].flat()[0]?.replaceAll("\0", "") || undefined);
    return parsed.success && parsed.data !== undefined ? [[name, parsed.data]] : [];
  });
  return importsQuerySchema.parse(Object.fromEntries(values));
}
