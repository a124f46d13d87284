import path from "node:path";

export type Weight = 400 | 600;
export type Type = { weight?: Weight; size?: number; color?: string };

const folder = path.join(process.cwd(), "node_modules/@expo-google-fonts/inter");
const files: Record<Weight, string> = { 400: "400Regular/Inter_400Regular.ttf", 600: "600SemiBold/Inter_600SemiBold.ttf" };

/** Figures of one width, one below the other; without the shaping that only words need, which takes most of the time of a long table. */
const figures = {
  ...{ tnum: true, calt: false, kern: false, liga: false, clig: false, ccmp: false },
  ...{ locl: false, rlig: false, rclt: false, mark: false, mkmk: false },
};

/** The library takes features by name too, which its types do not know. */
function featuresOf(text: string): { features?: PDFKit.Mixins.OpenTypeFeatures[] } {
  return /\p{L}/u.test(text) ? {} : { features: figures as unknown as PDFKit.Mixins.OpenTypeFeatures[] };
}

/** Sets text in Inter on the page of a PDF. */
export class Typesetter {
  constructor(private readonly document: PDFKit.PDFDocument) {}

  /** In points. */
  width(text: string, { weight = 400, size = 8 }: Type = {}): number {
    return this.font(weight, size).widthOfString(printable(text), featuresOf(text));
  }

  /** The lines that a text takes in a width: broken between words, and inside one that is wider. */
  lines(text: string, width: number, type: Type = {}): string[] {
    if (this.width(text, type) <= width) return [text];
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(/(?<=[ /-])/)) {
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
    const from = right === undefined ? x : right - this.width(text, { weight, size });
    this.document.fillColor(color);
    this.font(weight, size).text(printable(text), from, y, { lineBreak: false, ...featuresOf(text) });
  }

  private font(weight: Weight, size: number): PDFKit.PDFDocument {
    return this.document.font(path.join(folder, files[weight])).fontSize(size);
  }
}

/** Narrow spaces, which the typeface lacks, are plain ones; controls are none. */
function printable(text: string): string {
  return text.replaceAll("\u202f", "\u00a0").replaceAll(/\p{Cc}/gu, " ");
}
