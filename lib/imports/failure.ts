/** Why a file is refused as a whole. Codes are stable; their words live in the catalogues. */
export const fileFailures = [
  "archive_bomb",
  "binary_file",
  "damaged_gzip",
  "damaged_json",
  "damaged_workbook",
  "damaged_zip",
  "duplicate_column",
  "empty_file",
  "encrypted_zip",
  "header_too_long",
  "missing_column",
  "missing_month",
  "record_too_long",
  "several_sheets",
  "too_large",
  "too_many_groups",
  "unclosed_quote",
  "unknown_format",
  "unsafe_zip",
  "wrong_format",
  "zip_contents",
] as const;

export type FileFailureCode = (typeof fileFailures)[number];

export const failurePlaces = [
  "line",
  "row",
  "byte",
  "element",
  "afterElement",
  "column",
  "columns",
  "missing",
  "keys",
  "file",
  "files",
  "sheets",
] as const;

/** Where in a file something stands, or what of it: a number, or names. */
export type FailurePlace = { kind: (typeof failurePlaces)[number]; value: string };

/** A file that cannot be read as a whole: nothing of it is written. `message` says what, where and how to mend it; `place` says where in every language. */
export class FileFailure extends Error {
  constructor(
    readonly code: FileFailureCode,
    message: string,
    readonly place: FailurePlace | null = null,
  ) {
    super(message);
    this.name = "FileFailure";
  }
}

const mebibyte = 1 << 20;
/** The longest record, line or element (characters). */
export const longestRecord = 16 * mebibyte;

/** A record that no memory should be asked for: which one of its kind, from 1. */
export function recordTooLong(kind: "line" | "row" | "element", number: number): FileFailure {
  return new FileFailure(
    "record_too_long",
    `The ${kind} ${number} is longer than ${longestRecord / mebibyte} MiB. Is this a file of usage? Split it, or leave the long texts out.`,
    { kind, value: String(number) },
  );
}

/** Refuses what expands to more than 10 MiB and more than 200 times its size (bytes). */
export function checkExpansion(expanded: number, packed: number): void {
  if (expanded <= 10 * mebibyte || expanded <= 200 * packed) return;
  throw new FileFailure("archive_bomb", "The archive expands to more than 200 times its size. Send the file unpacked.");
}
