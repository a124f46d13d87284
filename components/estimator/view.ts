import type { Answer } from "@/lib/estimator/answer";
import type { Usage } from "@/lib/estimator/load";
import type { Question, Wrong } from "@/lib/estimator/question";
import type { Locale } from "@/lib/i18n/locale";
import type { Translator } from "@/lib/i18n/translator";
import type { Instant } from "@/lib/period";
import type { BookModel } from "@/lib/pricing/book";

/** What the parts of the estimator are made from. */
export type View = {
  question: Question;
  wrong: Wrong;
  answer: Answer;
  usage: Usage | null;
  at: Instant;
  /** Where the estimator is, without its query. */
  address: string;
  /** Where the analysis of a model is. */
  analysisOf: (model: BookModel) => string;
  /** Where a budget of so many dollars a month begins; null: who looks makes none. */
  budgetOf: ((dollars: string) => string) | null;
  locale: Locale;
  t: Translator<"estimate">;
};

/** The id of the form that all fields belong to, those in the table too. */
export const formId = "estimate";
