"use client";
import { type ReactNode, useEffect, useRef } from "react";

/** A dialog over the page: it takes the focus, gives it back, and closes with Escape or a click beside it. */
export function Sheet({ label, className = "", onClose, children }: { label: string; className?: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => current?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes it with Escape, which the browser does by itself
    <dialog
      ref={dialog}
      className={`sheet ${className}`}
      aria-label={label}
      onClose={onClose}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
      }}
    >
      <div>{children}</div>
    </dialog>
  );
}
