/** What a letter says: its sentences, and where they lead. */
export type Letter = { lines: readonly string[]; links: readonly string[] };

/** As plain text. */
export function plainText({ lines, links }: Letter): string {
  return `${[lines, links].map((part) => part.join("\n")).join("\n\n")}\n`;
}

/** The same as simple HTML. */
export function simpleHtml({ lines, links }: Letter): string {
  const said = lines.map((line) => `<p>${escaped(line)}</p>`);
  const leading = links.map(escaped).map((link) => `<p><a href="${link.replaceAll('"', "%22")}">${link}</a></p>`);
  return `${[...said, ...leading].join("\n")}\n`;
}

/** Text for where these characters begin markup: HTML, and the chats that take after it. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
