import "server-only";
import path from "node:path";
import { env } from "@/lib/env";
import { Refusal } from "@/lib/errors";
import { openFile, receiving } from "@/lib/imports/container";
import { FileFailure } from "@/lib/imports/failure";

const largestText = 16 << 20;

/** The text of an uploaded table, as it is, packed with gzip, or the one file of a zip. Throws `unreadable_file`, `body_too_large`. */
export async function uploadedText(request: Request): Promise<string> {
  const { pieces, received } = receiving(request.body?.values({ preventCancel: true }) ?? (async function* () {})());
  try {
    const { content, close } = await openFile(pieces, received, path.join(env.dataDir, "spool"));
    try {
      if (content.kind !== "text") throw new Refusal("unreadable_file", "this is no table of text; send the CSV, or the zip it comes in");
      let text = "";
      for await (const piece of content.text) {
        text += piece;
        if (text.length > largestText) throw new Refusal("body_too_large", "the table is larger than 16 MiB");
      }
      return text;
    } finally {
      await close();
    }
  } catch (error) {
    if (error instanceof FileFailure) throw new Refusal("unreadable_file", error.message);
    throw error;
  }
}
