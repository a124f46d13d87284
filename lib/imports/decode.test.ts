import fc from "fast-check";
import { expect, test } from "vitest";
import { decoded } from "./decode";

async function text(bytes: Buffer, cuts: number[]): Promise<string> {
  async function* pieces(): AsyncGenerator<Buffer> {
    const places = [0, ...cuts.map((at) => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
    for (let index = 1; index < places.length; index++) yield bytes.subarray(places[index - 1], places[index]);
  }
  let whole = "";
  for await (const piece of decoded(pieces())) whole += piece;
  return whole;
}

const cuts = fc.array(fc.nat(), { maxLength: 5 });
const written = fc.string({ unit: fc.constantFrom("a", "é", "≤", "😀", "\n", "€", "ï»¿"), minLength: 1, maxLength: 12 });

test("UTF-8 and UTF-16 are read the same wherever they are cut", async () => {
  await fc.assert(
    fc.asyncProperty(written, cuts, async (given, places) => {
      expect(await text(Buffer.from(given), places)).toBe(given);
      // Its byte order mark comes in one piece.
      const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(given, "utf16le")]);
      expect(
        await text(
          wide,
          places.map((at) => 2 + (at % (wide.length - 1))),
        ),
      ).toBe(given);
    }),
  );
});

test("what is not UTF-8 is read as spreadsheets write it, without losing a character where it is cut", async () => {
  const bytes = Buffer.from([0x41, 0xe9, 0x20, 0x80, 0x2c, 0xc3, 0x28, 0xe9]);
  for (let cut = 0; cut <= bytes.length; cut++) expect(await text(bytes, [cut])).toBe("Aé €,Ã(é");
});

test("what is no text is refused with the byte that shows it; in UTF-16 zeros are half of any text", async () => {
  const wrong = Buffer.from("a,é\n\0");
  // a , (two bytes of é) line feed, then the sixth.
  for (const cut of [0, 1, 3, 5]) await expect(text(wrong, [cut])).rejects.toThrow("byte 6 is a NUL");
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("a\0", "utf16le")]);
  await expect(text(wide, [])).rejects.toThrow("This is no text file. Send");
});
