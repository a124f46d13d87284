// @ts-check

const formula = /^[\s]*[=+\-@]|^[\t\r\n]/;

/** One record, ended with CRLF; names are disarmed where a spreadsheet would run them, figures are not. @param {({ text: string } | { number: string } | null)[]} cells */
export function csvLine(cells) {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** @param {{ text: string } | { number: string } | null} cell */
function csvCell(cell) {
  if (cell === null) return "";
  if ("number" in cell) return cell.number;
  const safe = formula.test(cell.text) ? `'${cell.text}` : cell.text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
