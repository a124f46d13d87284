/** What became of an upload: the server's answer, or why there is none. */
export type Sent = { status: number; answer: Record<string, unknown> } | "broken" | "cancelled";

/** Sends a file as the body; `onProgress` is told how many bytes have gone. Answers with a way to cancel. */
export function sendFile(address: string, file: File, headers: Record<string, string>, onProgress: (bytes: number) => void) {
  const call = new XMLHttpRequest();
  const sent = new Promise<Sent>((resolve) => {
    call.open("POST", address);
    for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, value);
    call.setRequestHeader("Content-Type", "application/octet-stream");
    call.upload.onprogress = ({ loaded }) => onProgress(loaded);
    call.onload = () => resolve({ status: call.status, answer: parsed(call.responseText) });
    call.onerror = () => resolve("broken");
    call.onabort = () => resolve("cancelled");
    call.send(file);
  });
  return { sent, cancel: () => call.abort() };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
