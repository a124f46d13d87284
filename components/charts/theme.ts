import type { Locale } from "@/lib/i18n/locale";
import { axisCount, axisMoney } from "@/lib/i18n/number";

/** How charts look: colours and font are read from the page's own variables. */
export function styled() {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const font = { family: color("--font") || "sans-serif", size: 12 };
  const tooltip = {
    backgroundColor: color("--sheet"),
    titleColor: color("--ink"),
    bodyColor: color("--ink-2"),
    borderColor: color("--rule"),
    borderWidth: 1,
    padding: 10,
    cornerRadius: 6,
    boxPadding: 4,
    titleFont: font,
    bodyFont: font,
    footerFont: { ...font, weight: 400 },
    footerColor: color("--ink-3"),
  };
  return {
    color,
    font,
    base: { animation: false as const, responsive: true, maintainAspectRatio: false, plugins: { legend: { display: false }, tooltip } },
  };
}

/** The axis of dollars, or of tokens and requests. */
export function moneyAxis(locale: Locale, { isMoney = true } = {}) {
  const { color, font } = styled();
  return {
    border: { display: false },
    grid: { color: color("--rule"), drawTicks: false },
    ticks: {
      ...{ maxTicksLimit: 5, padding: 8, color: color("--ink-3"), font },
      callback: (value: number | string, _: number, ticks: { value: number }[]) =>
        isMoney ? axisMoney(Number(value), ticks.at(-1)?.value ?? 0, locale) : axisCount(Number(value), locale),
    },
  };
}

/** Draws once the font is there (a canvas does not wait for it), and again when the theme changes, or the page goes to paper. */
export function whenReady(draw: () => () => void): () => void {
  let clear = () => {};
  let isGone = false;
  const again = () => {
    clear();
    clear = draw();
  };
  const media = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("print")];
  for (const each of media) each.addEventListener("change", again);
  void Promise.all([400, 560].map((weight) => document.fonts.load(`${weight} 12px "Inter Variable"`)))
    .catch(() => {})
    .then(() => {
      if (!isGone) again();
    });
  return () => {
    isGone = true;
    for (const each of media) each.removeEventListener("change", again);
    clear();
  };
}
