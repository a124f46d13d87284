export type WebhookState = { kind: "on" | "paused" | "off"; failing: string | null };

/** Whether a webhook is told of what happens, and whether that arrives. */
export function WebhookStateChip({ state, words }: { state: WebhookState; words: Record<"on" | "paused" | "off", string> }) {
  const tone = { on: state.failing ? "attn" : "ok", paused: "", off: "crit" }[state.kind];
  return (
    <>
      <span className={`chip ${tone}`}>{words[state.kind]}</span> {state.failing && <span className="sub">{state.failing}</span>}
    </>
  );
}
