import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import type { Instant, Zone } from "@/lib/period";
import type { Book, BookModel } from "@/lib/pricing/book";
import type { PriceRule } from "@/lib/pricing/rule";

/** What the parts of a model's page are made from. */
export type View = {
  slug: string;
  book: Book;
  rules: readonly PriceRule[];
  model: BookModel;
  zone: Zone;
  locale: Locale;
  t: Translator<"models">;
  at: Instant;
};
