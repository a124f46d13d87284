// What may become of a file, in the words that the pages and the command line share.

export const warnings = {
  future_usage: "Some rows are more than 48 hours in the future.",
  no_rows: "The file has a header and no rows.",
  overlaps_source:
    "Another source that counts has usage of the same models on the same days; if both saw the same calls, they count twice. Source: model (days; tokens here ↔ there). {detail}",
  overlaps_breakdown:
    "The same source has totals of the same models on the same days, broken down differently, so they may count twice. Here ↔ there: model (days; tokens here ↔ there). {detail}",
  same_file: "The same file was imported before.",
  unpriced_models: "Without a price: {detail}. Their tokens count, their cost is unknown.",
};

export const failures = {
  archive_bomb: "The archive expands to more than 200 times its size. Send the file unpacked.",
  binary_file: "This is no text file. Send CSV, JSON or JSON lines, also as .gz or .zip, or a workbook as .xlsx (not .xls).",
  damaged_gzip: "The gzip file is damaged or cut short. Make it again, or send the file unpacked.",
  damaged_json: "The JSON is damaged or cut short. Export it again.",
  damaged_workbook: "The workbook is damaged. Save it again, or as CSV.",
  damaged_zip: "The zip file is damaged or cut short. Make it again, or send the file unpacked.",
  duplicate_column: "Two columns have the same name. Remove or rename one.",
  empty_file: "The file is empty. Export it again.",
  encrypted_zip: "The zip is encrypted. Send it without a password.",
  header_too_long: "The header line is longer than 64 KiB. Is this a table of usage?",
  missing_column: "A required column is missing.",
  missing_month: "The file has no dates. Say which month it is of.",
  record_too_long: "A single record is longer than 16 MiB. Is this a file of usage? Leave the long texts out.",
  several_sheets: "The workbook must have exactly one sheet, its first row a header. Remove the others, or save the one as CSV.",
  too_large: "This is more than can be unpacked here. Send the data itself as CSV or JSON lines, also as .gz: those are read while they come.",
  too_many_groups: "Too many rows of the file stand on several lines each. Export a shorter time at once.",
  unclosed_quote: "A quote is opened and never closed.",
  unknown_format: "No known format has these columns or keys. A table of your own can be mapped by hand.",
  unsafe_zip: "The zip holds a file that would land outside its folder. Pack the file again by itself.",
  wrong_format: "The file is not of the format you chose. Leave it to be recognised, or choose another.",
  zip_contents: "The zip must hold exactly one data file: .csv, .json, .jsonl, .ndjson or .txt. Send several one by one.",
};

export const reasons = {
  ambiguous_number: "a number that can be read in two ways",
  ambiguous_timestamp: "day or month first? Write 2026-06-30",
  bad_cost: "no readable amount of money",
  bad_json: "no readable JSON",
  bad_quantity: "no readable quantity",
  bad_timestamp: "no readable time",
  cached_exceeds_input: "more cached tokens than input",
  column_count: "another number of columns than the header",
  fractional_tokens: "a fraction of a token",
  missing_model: "no model",
  missing_timestamp: "no time",
  missing_tokens: "no input or output tokens",
  negative_tokens: "a negative count",
  not_a_number: "not a number",
  overflow_tokens: "a number beyond all measure",
  reasoning_exceeds_output: "more reasoning tokens than output",
  repeated_header: "the header again",
  scientific_notation: "a number that a spreadsheet has rounded",
  timestamp_out_of_range: "a year before 2018 or after 2100",
  token_mismatch: "tokens that do not add up to their total",
  totals_row: "a line of totals",
  unknown_type: "a type of usage that is not known",
  value_too_long: "a name of more than 500 characters",
};
