// @ts-check

/** What we foresee, with the exit code that says it. Its words live in `words/` (`failures`). */
export const failures = {
  unknown_command: 2,
  unknown_option: 2,
  option_needs_value: 2,
  option_takes_no_value: 2,
  superfluous: 2,
  exclusive: 2,
  missing_option: 2,
  not_a_number: 2,
  not_a_month: 2,
  not_one_of: 2,
  bad_url: 2,
  redirected: 2,
  no_key: 2,
  bad_key: 2,
  unreadable_key: 2,
  unreadable_mapping: 2,
  no_files: 2,
  no_such_file: 2,
  no_match: 2,
  empty_folder: 2,
  one_filename: 2,
  unknown_models: 2,
  binary_to_terminal: 2,
  invalid_input: 2,
  unreadable_file: 3,
  empty_file: 3,
  file_changed: 3,
  refused: 3,
  not_written: 3,
  unreachable: 4,
  certificate: 4,
  unavailable: 4,
  broke_off: 4,
  lost_sight: 4,
  not_obole: 4,
  key_refused: 5,
  not_allowed: 5,
  stopped: 130,
  cancelled: 130,
  left_running: 130,
};

/** Exit codes without a failure: all is in; all but some rejected rows. */
export const exitOf = { done: 0, rejected: 1 };

/** @typedef {keyof typeof failures} FailureCode */

/** Something we foresaw and can explain: `about` fills its words, `id` is the import it left, `answer` the server's own code for it. */
export class Failure extends Error {
  /** @param {FailureCode} code @param {Record<string, string>} [about] @param {{ id?: string | null, answer?: string }} [options] */
  constructor(code, about = {}, { id = null, answer } = {}) {
    super(code);
    this.name = "Failure";
    this.code = code;
    this.about = about;
    this.id = id;
    this.answer = answer;
  }

  get exit() {
    return failures[this.code];
  }
}
