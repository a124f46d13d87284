import type { ReactNode } from "react";

/** A button that opens a dialog naming its effect; the browser's own popover, so that it works without JavaScript. */
export function PopoverForm({
  id,
  open,
  label,
  title,
  children,
  cancel,
  kind = "",
}: {
  id: string;
  open: string;
  /** What the button is called where there are several alike. */
  label?: string;
  title: string;
  children: ReactNode;
  cancel: string;
  kind?: string;
}) {
  return (
    <>
      <button type="button" className={`btn ${kind}`} popoverTarget={id} aria-label={label}>
        {open}
      </button>
      <div id={id} popover="auto" role="dialog" aria-labelledby={`${id}-title`}>
        <h2 id={`${id}-title`}>{title}</h2>
        {children}
        <div className="dialog-end">
          <button type="button" className="btn quiet" popoverTarget={id} popoverTargetAction="hide">
            {cancel}
          </button>
        </div>
      </div>
    </>
  );
}
