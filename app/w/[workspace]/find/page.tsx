import type { Metadata } from "next";
import { Marked } from "@/components/shell/marked";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { placeKinds } from "@/lib/places/place";
import { placesFor } from "@/lib/places/queries";
import { searchSchema } from "@/lib/places/schema";
import { requireWorkspace } from "@/lib/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: messagesOf(await currentLocale()).find.title };
}

/** The palette as a page: where its link leads without JavaScript. */
export default async function FindPage({ params, searchParams }: PageProps<"/w/[workspace]/find">) {
  const { workspace: slug } = await params;
  const entered = await requireWorkspace(slug, "spend:see", `/w/${slug}/find`);
  const query = searchSchema.safeParse([(await searchParams).q].flat()[0]).data ?? "";
  const locale = await currentLocale();
  const { find } = messagesOf(locale);
  const hits = await placesFor({ ...entered, locale }, query);
  return (
    <>
      <div className="head">
        <h1>{find.title}</h1>
      </div>
      <search>
        <form method="get" style={{ display: "flex", gap: 8, flexWrap: "wrap", marginBottom: 18 }}>
          <input
            name="q"
            type="search"
            className="inp grow"
            aria-label={find.title}
            placeholder={find.placeholder}
            defaultValue={query}
            style={{ maxWidth: 480 }}
          />
          <button type="submit" className="btn pri">
            {find.submit}
          </button>
        </form>
      </search>
      {hits.length === 0 && <p className="lead">{find.none}</p>}
      {placeKinds
        .filter((kind) => hits.some((hit) => hit.kind === kind))
        .map((kind) => (
          <section key={kind}>
            <h2 className="sh">{find.kinds[kind]}</h2>
            <ul>
              {hits
                .filter((hit) => hit.kind === kind)
                .map((hit) => (
                  <li key={hit.href} style={{ padding: "3px 0" }}>
                    <a href={hit.href}>
                      <Marked hit={hit} />
                    </a>
                  </li>
                ))}
            </ul>
          </section>
        ))}
    </>
  );
}
