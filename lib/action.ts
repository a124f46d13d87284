import "server-only";
import type { z } from "zod";
import type { ActionState } from "./action-state";
import { Refusal } from "./errors";
import type { Permission } from "./permissions";
import { currentPerson, type Entered, membershipOf } from "./session";

const neverReturned = /password|token|secret/i;

/** Wraps what a form does: session, permission, input, then `run`. What `run` answers is shown once. */
export function action<Schema extends z.ZodType>(
  permission: Permission,
  schema: Schema,
  run: (entered: Entered, input: z.output<Schema>) => Promise<Record<string, string> | undefined>,
): (slug: string, previous: ActionState, form: FormData) => Promise<ActionState> {
  return async (slug, _previous, form) => {
    const values = Object.fromEntries(
      [...form].flatMap(([name, value]) => (typeof value === "string" && !name.startsWith("$") ? [[name, value]] : [])),
    );
    const kept = Object.fromEntries(Object.entries(values).filter(([name]) => !neverReturned.test(name)));
    try {
      const person = await currentPerson();
      if (!person) throw new Refusal("unauthenticated");
      const entered = await membershipOf(person, slug);
      if (!entered) throw new Refusal("not_found");
      if (!entered.may(permission)) throw new Refusal("not_allowed");
      const made = await run(entered, parsed(schema, { ...values, $all: lists(form) }));
      return made ? { status: "done", made } : { status: "done" };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const fields = Object.fromEntries((error.options.errors ?? []).map(({ path, code }) => [path, code]));
      return { status: "refused", code: error.code, fields, values: kept };
    }
  };
}

function lists(form: FormData): Record<string, string[]> {
  return Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name).filter((value) => typeof value === "string")]));
}

function parsed<Schema extends z.ZodType>(schema: Schema, values: unknown): z.output<Schema> {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join("."), code: message, detail: message }));
  throw new Refusal("invalid_input", "some fields are wrong", { errors });
}
