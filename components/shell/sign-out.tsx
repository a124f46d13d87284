"use client";
import type { ReactNode } from "react";

/** Ends the session, on the server too, and leads to sign-in. */
export function SignOut({ label, kind = "icon quiet", children }: { label: string; kind?: string; children: ReactNode }) {
  return (
    <button
      type="button"
      className={`btn ${kind}`}
      aria-label={label}
      title={label}
      onClick={async () => {
        const { signOut } = await import("next-auth/react"); // once, when it is wanted
        await signOut({ redirect: false });
        location.assign("/signin");
      }}
    >
      {children}
    </button>
  );
}
