import "server-only";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { Refusal } from "@/lib/errors";
import { addressOf } from "@/lib/request";
import { countRequest } from "@/lib/request-rate";
import { openEstimatorOf } from "@/lib/workspaces/queries";

/** What one address may ask of open estimators: each answer prices the whole book several times. */
const allowance = { requestsPerMinute: 60, requestBurst: 30 };

/** Counts a question from outside. Throws `too_many_requests`. */
export async function countOpenRequest(): Promise<void> {
  await countRequest(`estimator:${addressOf(await headers())}`, allowance);
}

/** The gate of the open estimator: a workspace's name, or how long this address has to wait. Not found where the owner has not opened it, as where there is none. */
export async function enterOpenEstimator(slug: string): Promise<{ name: string } | { waitSeconds: number }> {
  await connection();
  try {
    await countOpenRequest();
  } catch (error) {
    if (error instanceof Refusal && error.code === "too_many_requests") return { waitSeconds: error.options.retryAfterSeconds ?? 1 };
    throw error;
  }
  return (await openEstimatorOf(slug)) ?? notFound();
}
