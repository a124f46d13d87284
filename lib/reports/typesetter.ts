import { readFileSync } from "node:fs";
import path from "node:path";

export type Weight = 400 | 600;
export type Type = { weight?: Weight; size?: number; color?: string };

const folder = path.join(process.cwd(), "node_modules/@fontsource/inter");
const subsets = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese"] as const;
type Subset = (typeof subsets)[number];
type Range = { subset: Subset; from: number; to: number };

/** Figures of one width, one below the other; without the shaping that only words need, which takes most of the time of a long table. */
const figures = {
  tnum: true,
  calt: false,
  kern: false,
  liga: false,
  clig: false,
  ccmp: false,
  locl: false,
  rlig: false,
  rclt: false,
  mark: false,
  mkmk: false,
};

/** The library takes features by name too, which its types do not know. */
function featuresOf(text: string): { features?: PDFKit.Mixins.OpenTypeFeatures[] } {
  return /\p{L}/u.test(text) ? {} : { features: figures as unknown as PDFKit.Mixins.OpenTypeFeatures[] };
}

let known: readonly Range[] | undefined;

/** Which file of the typeface has a character; the first where none has. */
function subsetOf(character: string): Subset {
  known ??= ranges();
  const point = character.codePointAt(0) ?? 0;
  return known.find(({ from, to }) => from <= point && point <= to)?.subset ?? "latin";
}

function ranges(): Range[] {
  const listed: Record<Subset, string> = JSON.parse(readFileSync(path.join(folder, "unicode.json"), "utf8"));
  return subsets.flatMap((subset) =>
    listed[subset].split(",").map((range) => {
      const [from = "", to = from] = range.replace("U+", "").split("-");
      return { subset, from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) };
    }),
  );
}

/** Sets text in Inter, whose letters come in several files, on the page of a PDF. */
export class Typesetter {
  constructor(private readonly document: PDFKit.PDFDocument) {}

  /** In points. */
  width(text: string, { weight = 400, size = 8 }: Type = {}): number {
    const features = featuresOf(text);
    return runsOf(text).reduce((sum, run) => sum + this.font(run.subset, weight, size).widthOfString(run.text, features), 0);
  }

  /** The lines that a text takes in a width: broken between words, and inside one that is wider. */
  lines(text: string, width: number, type: Type = {}): string[] {
    if (this.width(text, type) <= width) return [printable(text)];
    const lines: string[] = [];
    let line = "";
    for (const word of printable(text).split(/(?<=[ /-])/)) {
      for (const part of this.width(word, type) <= width ? [word] : [...word]) {
        if (line && this.width((line + part).trimEnd(), type) > width) {
          lines.push(line.trimEnd());
          line = "";
        }
        line += part;
      }
    }
    lines.push(line.trimEnd());
    return lines;
  }

  /** A line of text whose top left corner is at x, y; `right`: where it ends instead. */
  draw(text: string, x: number, y: number, { weight = 400, size = 8, color = "#12211e", right }: Type & { right?: number } = {}): void {
    let at = right === undefined ? x : right - this.width(text, { weight, size });
    const features = featuresOf(text);
    this.document.fillColor(color);
    for (const run of runsOf(text)) {
      const font = this.font(run.subset, weight, size);
      font.text(run.text, at, y, { lineBreak: false, ...features });
      at += font.widthOfString(run.text, features);
    }
  }

  private font(subset: Subset, weight: Weight, size: number): PDFKit.PDFDocument {
    return this.document.font(path.join(folder, `files/inter-${subset}-${weight}-normal.woff`)).fontSize(size);
  }
}

/** Neighbouring characters of one file. */
function runsOf(text: string): { subset: Subset; text: string }[] {
  const runs: { subset: Subset; text: string }[] = [];
  for (const character of printable(text)) {
    const subset = subsetOf(character);
    const last = runs.at(-1);
    if (last?.subset === subset) last.text += character;
    else runs.push({ subset, text: character });
  }
  return runs;
}

/** Narrow spaces, which the typeface lacks, are plain ones; controls are none. */
function printable(text: string): string {
  return text.replaceAll("\u202f", "\u00a0").replaceAll(/\p{Cc}/gu, " ");
}
