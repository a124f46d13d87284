export type DeliveryStatus = "waiting" | "delivered" | "failed";

const tones: Record<DeliveryStatus, string> = { waiting: "attn", delivered: "ok", failed: "crit" };

/** What became of a message; `status` null: it went to nobody. */
export function DeliveryStatusChip({ status, state, notes }: { status: DeliveryStatus | null; state: string; notes: string }) {
  return (
    <>
      <span className={`chip ${status ? tones[status] : ""}`}>{state}</span> <span className="sub">{notes}</span>
    </>
  );
}
