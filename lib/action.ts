import "server-only";
import type { z } from "zod";
import type { ActionState } from "./action-state";
import { Refusal } from "./errors";
import type { Person } from "./people/person";
import type { Permission } from "./permissions";
import { currentPerson, type Entered, membershipOf } from "./session";

type Values = Record<string, string | string[]>;
type Made = Record<string, string> | undefined;

/** Never sent back to a form; counts of tokens are no secrets. */
const neverReturned = /password|secret|(?:token|codes?)$/i;

/** Wraps what a form does: session, permission, input, then `run`. What `run` answers is shown once. A field sent several times is a list. */
export function action<Schema extends z.ZodType>(
  permission: Permission,
  schema: Schema,
  run: (entered: Entered, input: z.output<Schema>) => Promise<Made>,
): (slug: string, previous: ActionState, form: FormData) => Promise<ActionState> {
  return (slug, _previous, form) =>
    answered(form, async (values) => {
      const entered = await membershipOf(await someone(), slug);
      if (!entered) throw new Refusal("not_found");
      if (!entered.may(permission)) throw new Refusal("not_allowed");
      return run(entered, parsed(schema, values));
    });
}

/** As `action`, for what somebody does with their account, outside of any workspace. */
export function personalAction<Schema extends z.ZodType>(
  schema: Schema,
  run: (person: Person, input: z.output<Schema>) => Promise<Made>,
): (previous: ActionState, form: FormData) => Promise<ActionState> {
  return (_previous, form) => answered(form, async (values) => run(await someone(), parsed(schema, values)));
}

/** As `action`, open to everybody: what is in the input, such as a token, has to open the door itself. */
export function openAction<Schema extends z.ZodType>(
  schema: Schema,
  run: (input: z.output<Schema>) => Promise<Made>,
): (previous: ActionState, form: FormData) => Promise<ActionState> {
  return (_previous, form) => answered(form, (values) => run(parsed(schema, values)));
}

async function someone(): Promise<Person> {
  const person = await currentPerson();
  if (!person) throw new Refusal("unauthenticated");
  return person;
}

async function answered(form: FormData, work: (values: Values) => Promise<Made>): Promise<ActionState> {
  const values = valuesOf(form);
  try {
    const made = await work(values);
    return made ? { status: "done", made } : { status: "done" };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const fields = Object.fromEntries((error.options.errors ?? []).map(({ path, code }) => [path, code]));
    const kept = Object.entries(values).filter(([name]) => !neverReturned.test(name));
    return { status: "refused", code: error.code, fields, values: Object.fromEntries(kept) };
  }
}

function valuesOf(form: FormData): Values {
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
