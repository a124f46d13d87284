// A real OpenID Connect provider on this machine. Whoever stands before it is already known to it: it asks nothing.
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import Provider from "oidc-provider";
import { freePort } from "../scripts/listening.mjs";

export type Visitor = { id: string; name: string; email: string; email_verified: boolean; groups?: string[] };

export type LocalProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Who comes next. */
  visitor: Visitor;
  /** Answers the next visit with the identity token of the one before. */
  replay: boolean;
  close: () => Promise<void>;
};

const clientId = "obole";
const clientSecret = "a secret between the provider and the app";

/** Starts it for an app at this address. */
export async function startProvider(appUrl: string, visitor: Visitor): Promise<LocalProvider> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [`${appUrl}/api/auth/callback/oidc`] }],
    claims: { openid: ["sub"], profile: ["name", "groups"], email: ["email", "email_verified"] },
    cookies: { keys: ["a key of this test"] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: () => ({ accountId: local.visitor.id, claims: () => ({ sub: local.visitor.id, ...local.visitor }) }),
  });
  let lastIdentity = "";
  const answer = provider.callback();
  const server = http.createServer(async (request, response) => {
    // Each visit begins anew: the provider remembers nobody.
    if (request.url?.startsWith("/auth?")) request.headers.cookie = "";
    if (request.url?.startsWith("/interaction/")) return letIn(provider, local.visitor.id, request, response);
    if (request.url === "/token") {
      const end = response.end.bind(response);
      response.end = ((body: Buffer | string) => {
        const tokens = JSON.parse(String(body));
        const sent = local.replay && lastIdentity ? { ...tokens, id_token: lastIdentity } : tokens;
        lastIdentity = tokens.id_token ?? lastIdentity;
        response.removeHeader("content-length");
        return end(JSON.stringify(sent));
      }) as typeof response.end;
    }
    await answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const local: LocalProvider = {
    ...{ issuer, clientId, clientSecret, visitor, replay: false },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
  return local;
}

/** The provider's own pages, without a question: it is you, and you agree. */
async function letIn(provider: Provider, accountId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") return provider.interactionFinished(request, response, { login: { accountId } });
  const known = grantId ? await provider.Grant.find(grantId) : undefined;
  const grant = known ?? new provider.Grant({ accountId, clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope));
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}
