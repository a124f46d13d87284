import { dayOf, type Instant, type Zone } from "@/lib/period";
import * as format from "./format";
import type { Locale } from "./locale";
import { translatorOf } from "./translator";

/** Names of accounts by actor, as `namesOfActors` answers them. */
type People = ReadonlyMap<string, string>;

/** Who did something: a person by name, a key, the system, or somebody who is gone. */
export function actorName(actor: string, people: People, locale: Locale): string {
  const t = translatorOf(locale, "common");
  return people.get(actor) ?? t(actor.startsWith("key:") ? "actors.key" : actor === "system" ? "actors.system" : "actors.gone");
}

/** When and by whom something was done, for words that say both. */
export function signature(
  at: Instant,
  actor: string,
  { people, locale, zone }: { people: People; locale: Locale; zone: Zone },
): { day: string; who: string } {
  return { day: format.day(dayOf(at, zone), locale), who: actorName(actor, people, locale) };
}
