/** Answers while the process lives, whatever the database does. */
export function GET(): Response {
  return Response.json({ status: "ok" });
}
