import { match, scattered } from "./match";

/** What one can go to, in the order in which it is listed. */
export const placeKinds = ["page", "view", "team", "project", "user", "model", "workspace"] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** `detail`: what tells it from others of its name; it can be searched as well. */
export type Place = { kind: PlaceKind; label: string; detail?: string; href: string };

/** A place that answers a search. `marks`: the stretches of its label that were typed. */
export type Hit = Place & { marks: [from: number, to: number][] };

/**
 * The places that answer a search: the kind with the best fit first, and within a kind the best fit, so many of a kind at most. Letters that only follow each
 * other count where nothing holds what was typed.
 */
export function hitsAmong(places: readonly Place[], query: string, mostOfKind: number): Hit[] {
  const found = places.flatMap((place) => {
    const matched = match(query, place.detail ? `${place.label} ${place.detail}` : place.label);
    return matched ? [{ place, ...matched }] : [];
  });
  // Nothing typed, nothing to sort by: the places stay in the order in which they come.
  if (query.trim())
    found.sort((a, b) => a.rank - b.rank || a.place.label.length - b.place.label.length || a.place.label.localeCompare(b.place.label));
  const isHeld = found.some(({ rank }) => rank < scattered);
  const shown = found.filter(({ rank }) => !isHeld || rank < scattered);
  const bestOf = (kind: PlaceKind) => shown.find(({ place }) => place.kind === kind)?.rank ?? scattered;
  const kinds = placeKinds.toSorted((a, b) => bestOf(a) - bestOf(b));
  return kinds.flatMap((kind) =>
    shown
      .filter(({ place }) => place.kind === kind)
      .slice(0, mostOfKind)
      .map(({ place, marks }) => ({ ...place, marks: within(marks, [...place.label].length) })),
  );
}

function within(marks: Hit["marks"], length: number): Hit["marks"] {
  return marks.filter(([from]) => from < length).map(([from, to]) => [from, Math.min(to, length)]);
}
