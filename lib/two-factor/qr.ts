import encodeQR from "qr";

/** A QR code as the path of an SVG of `size` × `size` units, with the quiet border around it. */
export function qrPath(text: string): { size: number; path: string } {
  const modules = encodeQR(text, "raw", { ecc: "medium", border: 4 });
  const squares = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size: modules.length, path: squares.join("") };
}
