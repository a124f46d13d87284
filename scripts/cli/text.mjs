// @ts-check
// Text for a terminal: safe to print, as wide as it looks, in columns.

/** Without what a terminal would obey or hide: names come from files and from other people. @param {string} text */
export function printable(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/gu, "\ufffd");
}

/** How many columns a text takes: none for marks, two for wide characters. @param {string} text */
export function widthOf(text) {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width += isWide(character) ? 2 : 1;
  }
  return width;
}

/** Cut to a width, with an ellipsis. @param {string} text @param {number} width */
export function cut(text, width) {
  if (widthOf(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/**
 * Lines of aligned columns, two spaces apart; a null row is a rule. `right` says which columns hold figures.
 * @param {(string[] | null)[]} rows @param {boolean[]} right
 */
export function table(rows, right) {
  const safe = rows.map((row) => row?.map(printable));
  const widths = right.map((_, column) => Math.max(0, ...safe.map((row) => widthOf(row?.[column] ?? ""))));
  const rule = "─".repeat(widths.reduce((total, width) => total + width + 2, -2));
  return safe.map((row) => {
    if (!row) return rule;
    const cells = row.map((cell, column) => padded(cell, widths[column] ?? 0, right[column] ?? false));
    return cells.join("  ").trimEnd();
  });
}

/** @param {string} text @param {number} width @param {boolean} right */
function padded(text, width, right) {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
}

/** @param {string} character */
function isWide(character) {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u.test(
    character,
  );
}
