/** Signs in as a program would, and answers the cookie that says so. */
export async function cookieOf(url: string, { email, password }: { email: string; password: string }): Promise<string> {
  const csrf = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const body = new URLSearchParams({ csrfToken, email, password, json: "true" });
  const signedIn = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: cookies(csrf) },
    body,
    redirect: "manual",
  });
  return cookies(signedIn);
}

function cookies(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
