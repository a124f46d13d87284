import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Metadata } from "next";
import { CopyButton } from "@/components/ui/copy-button";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { type ReferenceField, type ReferenceOperation, reference } from "@/lib/api/reference";
import { currentLocale } from "@/lib/i18n/current";
import { type Messages, messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { requireWorkspace } from "@/lib/session";
import { version } from "@/package.json";

/** The same files that the documents show and the tests run. */
const examples = { curl: "record.sh", TypeScript: "record.ts", Python: "record.py", "OpenTelemetry Collector": "collector.yaml" };

type Words = Messages["reference"];

export async function generateMetadata(): Promise<Metadata> {
  return { title: translatorOf(await currentLocale(), "reference")("title") };
}

/** The contract of the API, to read. What it says of each call is the contract's own English. */
export default async function ReferencePage({ params }: PageProps<"/w/[workspace]/reference">) {
  const { workspace: slug } = await params;
  await requireWorkspace(slug, "models:see");
  const locale = await currentLocale();
  const { reference: words, common } = messagesOf(locale);
  const texts = await Promise.all(
    Object.entries(examples).map(async ([name, file]) => ({
      name,
      text: await readFile(path.join(process.cwd(), "docs", "examples", file), "utf8"),
    })),
  );
  const operations = reference(version);
  return (
    <>
      <div className="head">
        <h1>{words.title}</h1>
        <span className="sp" />
        <a className="btn" href="/api/v1/openapi.json">
          OpenAPI 3.1
        </a>
      </div>
      <p className="s" style={{ marginBottom: 14 }}>
        {words.lead}
      </p>
      <section>
        <h2 className="sh">{words.examples}</h2>
        <p className="s">{words.examplesLead}</p>
        {texts.map(({ name, text }) => (
          <details key={name}>
            <summary>{name}</summary>
            <CopyButton text={text} words={common.copying} />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
            <pre className="code" tabIndex={0} lang="en">
              {text}
            </pre>
          </details>
        ))}
      </section>
      <section>
        <h2 className="sh">{words.calls}</h2>
        <ul className="plain">
          {operations.map(({ id, method, path: address, summary }) => (
            <li key={id}>
              <a href={`#${id}`}>
                <code>{`${method} ${address}`}</code>
              </a>{" "}
              <span className="s" lang="en">
                {summary}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {operations.map((operation) => (
        <Operation key={operation.id} operation={operation} words={words} />
      ))}
    </>
  );
}

function Operation({ operation, words }: { operation: ReferenceOperation; words: Words }) {
  const { id, method, path: address, summary, scope, parameters, body, answers } = operation;
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 className="sh" id={`${id}-title`} style={{ overflowWrap: "anywhere" }}>
        <code>{`${method} ${address}`}</code>
      </h2>
      <p>
        <span lang="en">{summary}.</span> <span className="s">{scope === null ? words.open : words.scope.replace("{scope}", scope)}</span>
      </p>
      <Fields title={words.parameters} fields={parameters} words={words} />
      {body && <Fields title={`${words.body} · ${body.types.join(", ")}`} fields={body.fields} words={words} isShown />}
      {answers.map(({ status, description, types, fields }) => (
        <Fields key={status} title={`${status} · ${types.join(", ")} · ${description}`} fields={fields} words={words} isShown />
      ))}
    </section>
  );
}

/** `isShown`: its title says something even where there are no fields. */
function Fields({ title, fields, words, isShown = false }: { title: string; fields: ReferenceField[]; words: Words; isShown?: boolean }) {
  if (!fields.length) return isShown ? <p className="s">{title}</p> : null;
  return (
    <details>
      <summary>{title}</summary>
      <Scroller label={title}>
        <table aria-label={title}>
          <TableHead columns={[words.name, words.type, words.meaning]} />
          <tbody lang="en">
            {fields.map(({ name, type, isRequired, description }) => (
              <tr key={name}>
                <td className="id">
                  {name} {isRequired && <span className="chip">{words.required}</span>}
                </td>
                <td className="s" style={{ whiteSpace: "normal" }}>
                  {type}
                </td>
                <td className="s" style={{ whiteSpace: "normal" }}>
                  {description}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </details>
  );
}
