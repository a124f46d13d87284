import * as format from "@/lib/i18n/format";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { escaped } from "@/lib/letter";
import { parseDollars } from "@/lib/money";
import type { AlertData } from "./alert";

/** What an alert says: a line, and the sentences below it. `path`: the page that shows it. */
export type Message = { subject: string; lines: string[]; path: string };

/** An alert in words; null: a test. */
export function messageOf(data: AlertData | null, { slug, locale }: { slug: string; locale: Locale }): Message {
  const t = translatorOf(locale, "alerts");
  const money = (text: string) => format.money(parseDollars(text), locale);
  const said = (subject: string, lines: string[], path: string): Message => ({ subject, lines, path: `/w/${slug}/${path}` });
  if (data === null) return said(t("letter.test"), [t("letter.testBody")], "settings/alerts");
  if (data.event === "model.unpriced") {
    const tokens = format.tokensNamed(BigInt(data.tokens), locale);
    return said(t("letter.unpriced", { name: data.name }), [t("letter.unpricedBody", { tokens })], "settings/prices/unpriced");
  }
  if (data.event === "spend.unusual_day") {
    const day = format.day(data.day, locale);
    const { driver } = data;
    const team = driver?.team ?? t("letter.unattributed");
    return said(
      t("letter.unusual", { day, cost: money(data.cost) }),
      [
        t("letter.unusualBody", { weekday: format.weekdayName(data.day, locale), usual: money(data.usual) }),
        ...(driver ? [t("letter.driver", { team, cost: money(driver.cost), usual: money(driver.usual) })] : []),
      ],
      `spend?period=${data.day}..${data.day}`,
    );
  }
  const budget = data.scope.name ?? t("letter.everything");
  const words = { budget, percent: format.percent(data.percent, locale), month: format.month(data.month, locale) };
  const contributors = data.contributors.flatMap(({ name, cost }) =>
    cost === null ? [] : [t("letter.contributor", { name: name ?? t("letter.unattributed"), cost: money(cost) })],
  );
  return said(
    t(`letter.${data.of}`, words),
    [
      t(`letter.${data.of}Body`, { reached: money(data.reached), amount: money(data.amount), month: words.month }),
      ...(contributors.length ? [t("letter.contributors"), ...contributors] : []),
    ],
    `budgets?month=${data.month}`,
  );
}

/** The same for a chat, which takes the characters of markup as such. */
export function chatText({ subject, lines, path }: Message, workspace: string, appUrl: string): string {
  return escaped([`${workspace}: ${subject}`, ...lines, appUrl + path].join("\n"));
}
