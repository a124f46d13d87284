"use client";
import { signIn } from "next-auth/react";
import { useState } from "react";

/** Leads to the provider, and back to `target`. */
export function ProviderButton({ label, target, kind = "" }: { label: string; target: string; kind?: string }) {
  const [isBusy, setBusy] = useState(false);
  return (
    <button
      type="button"
      className={`btn ${kind}`}
      disabled={isBusy}
      aria-busy={isBusy}
      onClick={() => {
        setBusy(true);
        void signIn("oidc", { callbackUrl: target });
      }}
    >
      {label}
    </button>
  );
}
