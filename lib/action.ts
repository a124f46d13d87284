import "server-only";
import type { z } from "zod";
import type { ActionState } from "./action-state";
import { Refusal } from "./errors";
import type { Permission } from "./permissions";
import { currentPerson, type Entered, membershipOf } from "./session";

const neverReturned = /password|token|secret/i;

/** Wraps what a form does: session, permission, input, then `run`. What `run` answers is shown once. A field sent several times is a list. */
export function action<Schema extends z.ZodType>(
  permission: Permission,
  schema: Schema,
  run: (entered: Entered, input: z.output<Schema>) => Promise<Record<string, string> | undefined>,
): (slug: string, previous: ActionState, form: FormData) => Promise<ActionState> {
  return async (slug, _previous, form) => {
    const values = valuesOf(form);
    try {
      const person = await currentPerson();
      if (!person) throw new Refusal("unauthenticated");
      const entered = await membershipOf(person, slug);
      if (!entered) throw new Refusal("not_found");
      if (!entered.may(permission)) throw new Refusal("not_allowed");
      const made = await run(entered, parsed(schema, values));
      return made ? { status: "done", made } : { status: "done" };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const fields = Object.fromEntries((error.options.errors ?? []).map(({ path, code }) => [path, code]));
      const kept = Object.entries(values).filter(([name]) => !neverReturned.test(name));
      return { status: "refused", code: error.code, fields, values: Object.fromEntries(kept) };
    }
  };
}

function valuesOf(form: FormData): Record<string, string | string[]> {
  // What begins with $ is React's own.
  const names = [...new Set(form.keys())].filter((name) => !name.startsWith("$"));
  return Object.fromEntries(
    names.map((name) => {
      const texts = form.getAll(name).filter((value) => typeof value === "string");
      return [name, texts.length > 1 ? texts : (texts[0] ?? "")];
    }),
  );
}

function parsed<Schema extends z.ZodType>(schema: Schema, values: unknown): z.output<Schema> {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join("."), code: message, detail: message }));
  throw new Refusal("invalid_input", "some fields are wrong", { errors });
}
