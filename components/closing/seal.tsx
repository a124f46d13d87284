import { Lock } from "lucide-react";
import type { Translator } from "@/lib/i18n/translator";
import type { SealView } from "./closing-view";

/** Beside the title of a closed month. */
export function ClosedChip({ t }: { t: Translator<"closing"> }) {
  return (
    <span className="chip ok">
      <Lock size={13} aria-hidden="true" /> {t("closed")}
    </span>
  );
}

/** The seal of a closed month: its number, who and when, its hash. `check`: what was found when its bytes were read again; null: they were not. */
export function Seal({
  seal,
  check,
  checkHref,
  t,
}: {
  seal: SealView;
  check: { isIntact: boolean; count: number } | null;
  checkHref: string;
  t: Translator<"closing">;
}) {
  return (
    <>
      <p className="seal" data-testid="seal">
        <b className="b">{seal.number}</b>
        <span>{seal.by}</span>
        <span className="id">{seal.hash}</span>
        <a href={seal.list} download>
          {t("list")}
        </a>
        <a href={checkHref}>{t("checkBytes")}</a>
      </p>
      {check && (
        <p className={`notice ${check.isIntact ? "ok" : "crit"}`} role="status" style={{ marginBottom: 18 }}>
          {check.isIntact ? t("intact", { count: check.count }) : t("damaged")}
        </p>
      )}
    </>
  );
}
