import type { RefusalCode } from "@/lib/errors";

export const refusals = {
  invalid_input: "Some fields need another look.",
  unparseable: "This could not be read.",
  short_body: "The upload broke off. Nothing was kept; send the file again.",
  unauthenticated: "Your session has ended. Sign in again.",
  not_allowed: "Your role does not allow this.",
  wrong_origin: "This did not come from one of our pages.",
  not_found: "It is not there any more.",
  method_not_allowed: "This cannot be done here.",
  conflict: "This is here already.",
  import_not_done: "This import is not done, so there is nothing to undo.",
  import_not_undone: "This import is not undone, so there is nothing to restore.",
  restore_too_late: "It was undone more than 30 days ago. Upload the file again.",
  already_set_up: "The owner exists already. Sign in.",
  body_too_large: "This is too large.",
  unreadable_file: "The file could not be read.",
  row_rejected: "The row was refused.",
  range_too_long: "The period is too long for hours.",
  too_many_rows: "The answer would be too long. Choose a shorter period.",
  unknown_model: "This model is not in the price book.",
  too_many_requests: "Too much at once. Wait a little.",
  internal: "Something went wrong on our side.",
  busy: "The workspace is being rebuilt. Try again in a moment.",
  unavailable: "Not available right now.",
} satisfies Record<RefusalCode, string>;

/** What is wrong with a field. */
export const fields = {
  required: "Please fill this in.",
  too_long: "This is too long.",
  too_short: "At least 8 characters.",
  too_common: "This password is among the first that anybody would try.",
  not_an_email: "This is no e-mail address.",
  not_a_zone: "This is no time zone.",
  wrong_password: "This is not your current password.",
  wrong_token: "This is not the token in the log.",
  not_a_ratio: "A number above 0, with six decimals at most.",
  not_a_date: "This is no date.",
  choose_one: "Choose one at least.",
  same_name: "These are the same.",
  circle: "This would lead from a value back to itself. Withdraw the other merge first.",
};
