/** How well a name answers what was typed: lower is better. `marks`: the stretches of the name that were typed, from and to. */
export type Match = { rank: number; marks: [from: number, to: number][] };

type Found = { rank: number; places: number[] };

/** The rank of a name that holds no more than the letters, in their order. */
export const scattered = 3;
const ranks = { start: 0, wordStart: 1, within: 2 } as const;
const isLetter = /[\p{L}\p{N}]/u;

/**
 * Finds what was typed in a name; null: it is not there. Case and accents do not matter. Every word of the query has to be found: at the start, where a word
 * starts, anywhere, or else with its letters in their order, each where a word starts or after the one before. An empty query fits everything.
 */
export function match(query: string, name: string): Match | null {
  const letters = [...name].map(folded);
  const places = new Set<number>();
  let rank: number = ranks.start;
  for (const word of query.trim().split(/\s+/).filter(Boolean)) {
    const found = find([...word].map(folded), letters);
    if (!found) return null;
    rank = Math.max(rank, found.rank);
    for (const place of found.places) places.add(place);
  }
  return { rank, marks: stretches([...places].sort((a, b) => a - b)) };
}

/** A letter without its accents, in small. */
function folded(letter: string): string {
  return letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase() || letter;
}

function find(word: readonly string[], letters: readonly string[]): Found | null {
  const starts = letters.map((_, place) => place).filter((place) => word.every((letter, index) => letters[place + index] === letter));
  const whole = (place: number, rank: number): Found => ({ rank, places: word.map((_, index) => place + index) });
  const best = starts.find((place) => startsWord(letters, place));
  if (best !== undefined) return whole(best, best === 0 ? ranks.start : ranks.wordStart);
  if (starts[0] !== undefined) return whole(starts[0], ranks.within);
  return word.length > 1 ? initials(word, letters) : null;
}

/** The letters as they begin words, or go on from there: `gmi` in GPT-4o mini. */
function initials(word: readonly string[], letters: readonly string[], from = 0): Found | null {
  const [letter, ...rest] = word;
  if (letter === undefined) return { rank: scattered, places: [] };
  for (let place = from; place < letters.length; place++) {
    const follows = place === from && from > 0;
    if (letters[place] !== letter || !(follows || startsWord(letters, place))) continue;
    const found = initials(rest, letters, place + 1);
    if (found) return { ...found, places: [place, ...found.places] };
  }
  return null;
}

function startsWord(letters: readonly string[], place: number): boolean {
  return isLetter.test(letters[place] ?? "") && !isLetter.test(letters[place - 1] ?? " ");
}

function stretches(places: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const place of places) {
    const last = found.at(-1);
    if (last?.[1] === place) last[1] = place + 1;
    else found.push([place, place + 1]);
  }
  return found;
}
