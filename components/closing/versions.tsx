import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { Translator } from "@/lib/i18n/translator";
import type { VersionView } from "./closing-view";

/** Every time a month was closed, with what it was closed with. */
export function Versions({ versions, t }: { versions: readonly VersionView[]; t: Translator<"closing"> }) {
  return versions.map((version) => (
    <details key={version.number} open={version.isCurrent} style={{ marginTop: 10 }}>
      <summary>
        <b className="b">{version.number}</b>, {version.when}, {version.who}: {version.total}, {version.isCurrent ? t("holds") : version.state}
      </summary>
      <p className="note" style={{ marginBlock: 6, overflowWrap: "anywhere" }}>
        {version.known} <span className="id">SHA-256 {version.sha256}</span>
      </p>
      <Scroller label={`${t("versions")} ${version.number}`}>
        <table aria-label={`${t("versions")} ${version.number}`}>
          <TableHead columns={[t("file"), { title: t("size"), className: "n" }, { title: t("sha"), className: "hp" }]} />
          <tbody>
            {version.files.map(({ name, href, size, sha256 }) => (
              <tr key={name}>
                <td className="id">
                  <a href={href} download>
                    {name}
                  </a>
                </td>
                <td className="n">{size}</td>
                <td className="id s hp">{sha256.slice(0, 16)}…</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </details>
  ));
}
