/** Why a file is refused as a whole. Codes are stable; their words live in the catalogues. */
export const fileFailures = [
  "archive_bomb",
  "binary_file",
  "damaged_gzip",
  "duplicate_column",
  "empty_file",
  "header_too_long",
  "missing_column",
  "unclosed_quote",
  "unknown_format",
] as const;

export type FileFailureCode = (typeof fileFailures)[number];

/** A file that cannot be read as a whole: nothing of it is written. `message` says what, where and how to mend it. */
export class FileFailure extends Error {
  constructor(
    readonly code: FileFailureCode,
    message: string,
  ) {
    super(message);
    this.name = "FileFailure";
  }
}
