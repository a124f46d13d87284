// Records what a call used. Run again, it adds nothing: the request id is known.
type Usage = { timestamp: string; provider: string; model: string; input_tokens: number; output_tokens: number; team?: string; request_id: string };

async function record(usage: Usage): Promise<void> {
  for (;;) {
    const answer = await fetch(`${process.env.OBOLE_URL}/api/v1/usage`, {
      method: "POST",
      headers: { authorization: `Bearer ${process.env.OBOLE_KEY}`, "content-type": "application/json" },
      body: JSON.stringify(usage),
    });
    if (answer.ok) return console.log(await answer.text());
    // Too much at once, or a moment of maintenance: it says when to come again.
    const wait = answer.headers.get("retry-after");
    if (wait === null) throw new Error(await answer.text());
    await new Promise((resolve) => setTimeout(resolve, Number(wait) * 1000));
  }
}

await record({
  timestamp: "2026-06-15T09:30:00Z",
  provider: "mistral",
  model: "mistral-medium-2508",
  input_tokens: 10_000,
  output_tokens: 1_000,
  team: "Support",
  request_id: "ts-1",
});

export {};
