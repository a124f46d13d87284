/** Pico-dollars: 10⁻¹² dollars. Per token it is micro-dollars per million tokens, so $0.40 / M is 400000n. */
export type Pico = bigint;

/** An exact decimal: digits × 10^−scale. For percentages, multipliers and k. */
export type Decimal = { readonly digits: bigint; readonly scale: number };

const dollarScale = 12;
const perMillionScale = 6;

/** An exact decimal from its text, `12.5`, `-0.05`. Throws RangeError for anything else. */
export function parseDecimal(text: string): Decimal {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) throw new RangeError(`not a decimal number: ${text}`);
  const [, sign, whole = "", fraction = ""] = parts;
  const digits = BigInt(whole + fraction);
  return { digits: sign ? -digits : digits, scale: fraction.length };
}

/** The one canonical text of a decimal: no exponent, no trailing zeros, no plus sign. */
export function decimalText({ digits, scale }: Decimal): string {
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  const fraction = scale ? text.slice(-scale).replace(/0+$/, "") : "";
  const value = fraction ? `${whole}.${fraction}` : whole;
  return negative && digits !== 0n ? `-${value}` : value;
}

/** Dollars as written ("12.80") to pico-dollars, exactly. Throws RangeError for what is no decimal or finer than one pico-dollar. */
export function parseDollars(text: string): Pico {
  return scaled(parseDecimal(text), dollarScale);
}

/** Dollars per million tokens ("0.40") to pico-dollars per token, exactly. Throws RangeError like `parseDollars`. */
export function picoPerToken(perMillion: string): Pico {
  return scaled(parseDecimal(perMillion), perMillionScale);
}

/** The exact amount in dollars as canonical text: "12.8", "0", "-5.6". */
export function dollars(amount: Pico): string {
  return decimalText({ digits: amount, scale: dollarScale });
}

/** The exact unit price in dollars per million tokens as canonical text: "0.4". */
export function dollarsPerMillion(perToken: Pico): string {
  return decimalText({ digits: perToken, scale: perMillionScale });
}

/** An exact fraction to the nearest integer, halves to the even one. The denominator is positive. */
export function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  let quotient = numerator / denominator;
  let remainder = numerator % denominator;
  if (remainder < 0n) {
    quotient -= 1n;
    remainder += denominator;
  }
  const twice = 2n * remainder;
  const roundsUp = twice > denominator || (twice === denominator && quotient % 2n !== 0n);
  return roundsUp ? quotient + 1n : quotient;
}

/** A fraction as decimal text of exactly `places` places, rounded half to even; null where there is nothing to divide by. */
export function ratio(numerator: bigint, denominator: bigint, places = 6): string | null {
  if (denominator === 0n) return null;
  const sign = denominator < 0n ? -1n : 1n;
  const digits = roundHalfEven(sign * numerator * 10n ** BigInt(places), sign * denominator);
  const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, "0");
  const value = places ? `${text.slice(0, -places)}.${text.slice(-places)}` : text;
  return digits < 0n ? `-${value}` : value;
}

/** An amount times an exact decimal, rounded half to even to whole pico-dollars. */
export function times(amount: Pico, factor: Decimal): Pico {
  return roundHalfEven(amount * factor.digits, 10n ** BigInt(factor.scale));
}

function scaled({ digits, scale }: Decimal, target: number): bigint {
  if (scale <= target) return digits * 10n ** BigInt(target - scale);
  const excess = 10n ** BigInt(scale - target);
  if (digits % excess !== 0n) throw new RangeError(`finer than one pico-dollar: ${decimalText({ digits, scale })}`);
  return digits / excess;
}

/** Decimal text of six places, as `ratio` writes it, in millionths. */
export function millionths(sixPlaces: string): bigint {
  return BigInt(sixPlaces.replace(".", ""));
}
