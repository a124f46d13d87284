import http from "node:http";
import type { Api } from "./api";
import { always } from "./expected";
import { expect, test } from "./fixtures";

const head = "timestamp,provider,model,input_tokens,output_tokens,request_id\n";
const row = (index: number) => `2026-06-01T10:00:00Z,openai,gpt-4o,1,1,r-${index}\n`;

/** An upload that one writes oneself; it announces `length` bytes, or none. */
function upload(api: Api, length?: number): http.ClientRequest {
  const headers = { authorization: `Bearer ${api.key}`, "content-type": "text/csv", ...(length !== undefined && { "content-length": length }) };
  return http.request(`${api.url}/api/v1/imports`, { method: "POST", headers }).on("error", () => {});
}

for (const [how, length] of [
  ["in pieces", undefined],
  ["that announced more bytes than came", 10_000],
] as const) {
  test(`an upload ${how} whose connection breaks leaves nothing but its record`, async ({ api }) => {
    const request = upload(api, length);
    request.write(head + row(1) + row(2));
    await expect.poll(async () => (await api.imports())[0]?.status).toBe("running");
    request.destroy();
    await expect.poll(async () => (await api.imports())[0]?.status).toBe("interrupted");
    expect((await api.spend(always)).total.requests).toBe(0);
    // What was cut off can be sent again, and counts once.
    expect(await api.upload(head + row(1) + row(2))).toMatchObject({ status: "done", accepted: 2 });
  });
}

test("what is refused while it is still being sent leaves its connection to the next request", async ({ api }) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const call = (path: string, size: number) =>
    new Promise<number>((resolve, reject) => {
      const request = http.request(`${api.url}${path}`, { agent, method: "POST", headers: { authorization: `Bearer ${api.key}` }, timeout: 20_000 });
      request.on("response", (response) => response.resume().once("end", () => resolve(response.statusCode ?? 0)));
      request.on("error", reject).on("timeout", () => request.destroy(new Error("no answer")));
      request.end(Buffer.alloc(size, " "));
    });
  expect(await call("/api/v1/usage", 20 << 20)).toBe(413);
  expect(await call("/api/v1/usage", 1)).toBe(400);
  agent.destroy();
});
