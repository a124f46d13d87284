import { crc32, deflateRawSync } from "node:zlib";

/** A file to pack. `isEncrypted` only says so; `claims` is a size that the directory names instead of the true one. */
export type Packed = { name: string; content: string | Uint8Array; isEncrypted?: boolean; claims?: number };

/** A zip of these files, each deflated. */
export function zip(files: readonly Packed[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, isEncrypted = false, claims } of files) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const file = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE((isEncrypted ? 1 : 0) | 0x800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(raw), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claims ?? raw.length, 18);
    fields.writeUInt16LE(file.length, 22);
    parts.push(Buffer.from("PK\x03\x04", "latin1"), fields, file, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, tail, file);
    at += 4 + fields.length + file.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

type Sheet = { rows: readonly (readonly string[])[]; shared?: boolean };

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const letters = (column: number): string => (column < 26 ? "" : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

/** A workbook of texts, in one sheet each. Texts stand in the sheet, or apart as spreadsheets write them. */
export function workbook(sheets: readonly Sheet[], more: readonly Packed[] = []): Buffer {
  const texts: string[] = [];
  const cell = (text: string, place: string, isShared: boolean) => {
    if (text === "") return "";
    if (isShared) return `<c r="${place}" t="s"><v>${texts.push(text) - 1}</v></c>`;
    return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
  };
  const parts = sheets.map(({ rows, shared = false }) => {
    const written = rows.map((row, y) => `<row r="${y + 1}">${row.map((text, x) => cell(text, `${letters(x)}${y + 1}`, shared)).join("")}</row>`);
    return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${written.join("")}</sheetData></worksheet>`;
  });
  const named = sheets.map((_, index) => `<sheet name="S${index}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join("");
  const related = sheets.map((_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`).join("");
  const files: Packed[] = [
    { name: "xl/workbook.xml", content: `<workbook xmlns:r="r"><sheets>${named}</sheets></workbook>` },
    { name: "xl/_rels/workbook.xml.rels", content: `<Relationships>${related}</Relationships>` },
    ...parts.map((content, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, content })),
    { name: "xl/sharedStrings.xml", content: `<sst>${texts.map((text) => `<si><t>${escaped(text)}</t></si>`).join("")}</sst>` },
  ];
  const replaced = new Set(more.map(({ name }) => name));
  return zip([...files.filter(({ name }) => !replaced.has(name)), ...more]);
}
