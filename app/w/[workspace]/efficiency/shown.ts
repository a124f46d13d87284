import type { CopyWords } from "@/components/ui/copy-button";
import type { Efficiency } from "@/lib/efficiency/efficiency";
import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import { millionths } from "@/lib/money";
import type { Zone } from "@/lib/period";
import { bookModel } from "@/lib/pricing/book";
import type { AskedView } from "@/lib/spend/asked";
import { narrowed, type SpendView } from "@/lib/spend/view";
import type { EfficiencyData } from "./data";

/** What every section of the page is shown from. */
export type View = {
  data: EfficiencyData;
  asked: AskedView;
  slug: string;
  zone: Zone;
  locale: Locale;
  t: Translator<"efficiency">;
  /** Words that the page shares with the spend. */
  words: Translator<"spend">;
  copying: CopyWords;
  /** Of the page's address. */
  search: string;
  /** Where the page shows something else. */
  hrefTo: (changed: Partial<SpendView>) => string;
};

type Kind = "money" | "saved" | "percent";

/** The figures in their order, and how each is written: money, money that is told apart from none by its sign, a share. */
export const figures = {
  costPerRequest: "money",
  costPerUser: "money",
  costPerThousandOutput: "money",
  pricePerMillion: "money",
  cachedPercent: "percent",
  cacheEffect: "saved",
  batchPercent: "percent",
  batchSaved: "saved",
  outputPercent: "percent",
} as const satisfies Partial<Record<keyof Efficiency, Kind>>;
export type Figure = keyof typeof figures;

/** A figure as it is written; "—" where it is unknown. */
export function figureText(of: Efficiency, figure: Figure, locale: Locale): string {
  const value = of[figure];
  if (value === null) return "—";
  return typeof value === "bigint" ? format.money(value, locale) : format.percent(value, locale, { places: 1 });
}

/** A figure as a whole number, to be compared and drawn: pico-dollars, or millionths of a per cent. */
export function figureSize(of: Efficiency, figure: Figure): bigint | null {
  const value = of[figure];
  return typeof value === "string" ? millionths(value) : value;
}

/** What the price book knows a model as. */
export function modelKey({ provider, model }: { provider?: string | null; model?: string | null }): string {
  return `${provider ?? ""}/${model ?? ""}`;
}

/** Where the page is narrowed to a model; absent where it is already. */
export function narrowAddress({ data: { book }, asked, hrefTo }: View, { provider, model }: Parameters<typeof modelKey>[0]): string | undefined {
  const isListed = bookModel(book, provider ?? "", model ?? "");
  const value = isListed ? `${provider}/${model}` : (model ?? null);
  return asked.view.filters.model?.includes(value) ? undefined : hrefTo(narrowed(asked.view, "model", value));
}
