"use server";
import type { ActionState } from "@/lib/action-state";
import { Refusal } from "@/lib/errors";
import { loadSample } from "@/lib/sample/mutations";
import { setUp, setupSchema } from "@/lib/setup/mutations";

/** Creates the owner and the workspace, with sample data if wished. */
export async function setUpAction(form: FormData): Promise<ActionState> {
  const input = setupSchema.safeParse(Object.fromEntries(form));
  if (!input.success) {
    const fields = Object.fromEntries(input.error.issues.map(({ path, message }) => [path.join("."), message]));
    return { status: "refused", code: "invalid_input", fields, values: {} };
  }
  try {
    const { slug, access } = await setUp(input.data);
    if (form.get("begin") === "sample") await loadSample(access);
    return { status: "done", made: { target: form.get("begin") === "sample" ? `/w/${slug}/spend` : `/w/${slug}/imports/new` } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const fields = Object.fromEntries((error.options.errors ?? []).map(({ path, code }) => [path, code]));
    return { status: "refused", code: error.code, fields, values: {} };
  }
}
