/** What a letter says: its sentences, and where they lead. */
export type Letter = { lines: readonly string[]; links: readonly { text: string; href: string }[] };

/** As plain text. */
export function plainText({ lines, links }: Letter): string {
  const leading = links.map(({ text, href }) => `${text}\n${href}`);
  return `${[lines.join("\n"), ...leading].join("\n\n")}\n`;
}

/** The same as simple HTML. */
export function simpleHtml({ lines, links }: Letter): string {
  const said = lines.map((line) => `<p>${escaped(line)}</p>`);
  const leading = links.map(({ text, href }) => `<p><a href="${escaped(href).replaceAll('"', "%22")}">${escaped(text)}</a></p>`);
  return `${[...said, ...leading].join("\n")}\n`;
}

/** Text for where these characters begin markup: HTML, and the chats that take after it. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
