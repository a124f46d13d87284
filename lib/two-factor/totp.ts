import { generateSecret, generateURI, verify } from "otplib";
import type { Instant } from "@/lib/period";

/** A step is 30 seconds; the one before and the one after count too, for clocks that are off. */
const toleranceSeconds = 30;

export function newSecret(): string {
  return generateSecret();
}

/** What an authenticator app reads from the picture. */
export function otpauthUri(secret: string, email: string): string {
  return generateURI({ issuer: "Obole", label: email, secret });
}

/** The time step a code belongs to; null: it is wrong, or no later than the last one taken. */
export async function stepOf(secret: string, code: string, at: Instant, lastStep: number): Promise<number | null> {
  if (!/^\d{6}$/.test(code)) return null;
  const epoch = Math.floor(at / 1000);
  const result = await verify({ secret, token: code, epoch, epochTolerance: toleranceSeconds, afterTimeStep: lastStep });
  return result.valid && "timeStep" in result ? result.timeStep : null;
}
