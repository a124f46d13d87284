import type { Translator } from "@/lib/i18n/translator";
import type { CheckView } from "./closing-view";

/** What to know before a month is closed, each with the way to mend it. */
export function CheckList({ checks, t }: { checks: readonly CheckView[]; t: Translator<"closing"> }) {
  return (
    <ul className="checklist">
      {checks.map(({ kind, text, link, isRefusing }) => (
        <li key={kind}>
          <span>
            {text} {isRefusing && <span className="chip crit">{t("refuses")}</span>}
          </span>
          {link && <a href={link.href}>{link.text}</a>}
        </li>
      ))}
    </ul>
  );
}
