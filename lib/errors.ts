/** What we foresee and can explain, with the HTTP status that says it. Its words live in `lib/i18n` (`refusals`). */
export const refusals = {
  invalid_input: 400,
  unparseable: 400,
  short_body: 400,
  unauthenticated: 401,
  code_required: 401,
  wrong_code: 401,
  sso_required: 401,
  sso_unproven: 401,
  sso_uninvited: 401,
  account_disabled: 401,
  not_allowed: 403,
  wrong_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  import_cancelled: 409,
  import_ended: 409,
  import_not_done: 409,
  import_not_undone: 409,
  restore_too_late: 409,
  rule_not_in_force: 409,
  already_set_up: 409,
  last_owner: 409,
  month_not_over: 409,
  imports_running: 409,
  warnings_open: 409,
  month_open: 409,
  month_closed: 409,
  later_month_closed: 409,
  already_member: 409,
  invitation_closed: 410,
  link_closed: 410,
  upload_gone: 410,
  events_gone: 410,
  body_too_large: 413,
  unreadable_file: 422,
  unreadable_list: 422,
  row_rejected: 422,
  range_too_long: 422,
  too_many_rows: 422,
  unknown_model: 422,
  too_many_requests: 429,
  internal: 500,
  busy: 503,
  spool_full: 503,
  unavailable: 503,
} as const;

export type RefusalCode = keyof typeof refusals;

/** One wrong part of an input: where it is (a JSON path or parameter name), a stable code, and what would be right. */
export type InputError = { path: string; code: string; detail: string };

/** Something we foresaw and can explain to the person or program that asked. Anything else is a bug and travels on. */
export class Refusal extends Error {
  /** `detail` is one English sentence for programs: what, where, how to mend it. */
  constructor(
    readonly code: RefusalCode,
    readonly detail?: string,
    readonly options: { errors?: readonly InputError[]; retryAfterSeconds?: number; extra?: Record<string, unknown> } = {},
  ) {
    super(detail ?? code);
    this.name = "Refusal";
  }

  get status(): number {
    return refusals[this.code];
  }
}
