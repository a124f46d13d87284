import { type Browser, expect, test } from "@playwright/test";
import { generate } from "otplib";
import { startApp } from "../scripts/app-under-test.mjs";
import { freePort } from "../scripts/listening.mjs";
import { Visitor } from "./people";
import { type LocalProvider, startProvider } from "./provider";

const nora = { email: "nora@example.com", password: "a quiet copper coin" };
const mia = { name: "Mia Tanaka", email: "mia@elsewhere.example", password: "another quiet coin" };
const max = { id: "max", name: "Max Weber", email: "max@calder.example", email_verified: true };
const slug = "atelier-nord";

let app: Awaited<ReturnType<typeof startApp>>;
let url = "";
let provider: LocalProvider;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  provider = await startProvider(url, max);
  const sso = {
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_NAME: "House login",
  };
  const owner = { OBOLE_INIT_EMAIL: nora.email, OBOLE_INIT_PASSWORD: nora.password, OBOLE_INIT_WORKSPACE: "Atelier Nord", OBOLE_INIT_SAMPLE: "1" };
  app = await startApp({ port, env: { APP_URL: url, ...owner, ...sso } });
});
test.afterAll(async () => {
  await app?.discard();
  await provider?.close();
});

/** Somebody at a browser of their own. */
async function somebody(browser: Browser): Promise<Visitor> {
  return new Visitor(await browser.newPage({ locale: "en-US" }), url, slug);
}

async function ownerIn(browser: Browser): Promise<Visitor> {
  const owner = await somebody(browser);
  await owner.signIn(nora);
  await owner.expectIn();
  return owner;
}

test("somebody invited joins by a link, sees their team only, and is out with the next click after removal", async ({ browser }) => {
  const owner = await ownerIn(browser);
  const link = await owner.invite(mia.email, { role: "Viewer: sees and exports", team: "Search" });
  const guest = await somebody(browser);
  await guest.accept(link, mia);
  await guest.expectIn();
  await owner.expectMember(mia.email, "Viewer");
  await guest.open("spend");
  await expect(guest.page.getByRole("link", { name: "Imports" })).toHaveCount(0);
  await expect(guest.page.getByText("Platform")).toHaveCount(0);

  const late = await somebody(browser);
  await late.page.goto(link);
  await late.expectSaid("This invitation is no longer open");

  await owner.remove(mia.email);
  await guest.expectTurnedAway();
  await guest.page.goto(url);
  await guest.expectSaid("You are not in any workspace");
});

test("two-factor sign-in: set up, asked for, a recovery code when the app is lost", async ({ browser }) => {
  const owner = await ownerIn(browser);
  const secret = await owner.beginTwoFactor(nora.password);
  const codes = await owner.turnTwoFactorOn(await generate({ secret }));
  expect(codes).toHaveLength(10);
  await owner.signOut();
  await owner.signIn(nora);
  await owner.enterCode("000000");
  await owner.expectSaid("This code is wrong or was used before");
  await owner.enterCode(codes[0] ?? "");
  await owner.expectIn();
  await owner.open("settings/security");
  await owner.expectSaid(/9 recovery codes are left/);
  await owner.page.getByRole("button", { name: "Turn it off" }).click();
  await owner.page.getByRole("dialog").getByLabel("Current password").fill(nora.password);
  await owner.page
    .getByRole("dialog")
    .getByLabel("Code of the app or recovery code")
    .fill(codes[1] ?? "");
  await owner.page.getByRole("dialog").getByRole("button", { name: "Turn it off" }).click();
  await owner.expectSaid("Besides your password");
});

test("single sign-on lets in whom a domain expects, gives groups their role, and turns everybody else away", async ({ browser }) => {
  const owner = await ownerIn(browser);
  const visitor = await somebody(browser);
  provider.visitor = max;
  await visitor.signInWithProvider();
  await visitor.expectSaid("Nobody has invited this address yet");

  await owner.letDomainIn("calder.example", "Viewer: sees and exports");
  await visitor.signInWithProvider();
  await visitor.expectIn();
  await owner.expectMember(max.email, "Viewer");

  await owner.giveGroup("controllers", "Finance: sees all, exports, keeps prices");
  await visitor.signOut();
  provider.visitor = { ...max, groups: ["controllers"] };
  await visitor.signInWithProvider();
  await visitor.expectIn();
  await owner.expectMember(max.email, "Finance");

  const impostor = await somebody(browser);
  provider.visitor = { id: "impostor", name: "Nora", email: nora.email, email_verified: false };
  await impostor.signInWithProvider();
  await impostor.expectSaid("does not vouch for your e-mail address");
});

test("an account is connected by who is signed in to it", async ({ browser }) => {
  const owner = await ownerIn(browser);
  provider.visitor = { id: "nora-at-work", name: "Nora", email: "n.lindqvist@work.example", email_verified: false };
  await owner.connect();
  await owner.signOut();
  await owner.signInWithProvider();
  await owner.expectIn();
});

test("an answer of the provider that was heard before, or that nobody asked for, opens nothing", async ({ browser }) => {
  const visitor = await somebody(browser);
  provider.visitor = { id: "nora-at-work", name: "Nora", email: "n.lindqvist@work.example", email_verified: false };
  await visitor.signInWithProvider();
  await visitor.expectIn();
  await visitor.signOut();
  provider.replay = true;
  await visitor.signInWithProvider();
  await visitor.expectSaid("Single sign-on did not work");
  provider.replay = false;
  expect(app.output()).toContain("nonce mismatch");

  for (const query of ["code=stolen&state=guessed", "code=stolen", "error=access_denied"]) {
    await visitor.page.goto(`${url}/api/auth/callback/oidc?${query}`);
    await visitor.expectSaid("Single sign-on did not work");
  }
  await visitor.open("spend");
  await visitor.page.waitForURL("**/signin?**");
});

test("without passwords members come in through the provider, and the owner is never locked out", async ({ browser }) => {
  const owner = await ownerIn(browser);
  const member = { name: "Ida", email: "ida@elsewhere.example", password: "a third quiet coin" };
  const guest = await somebody(browser);
  await guest.accept(await owner.invite(member.email, { role: "Viewer: sees and exports" }), member);
  await guest.expectIn();
  await owner.turnPasswordsOff();
  await guest.open("spend");
  await guest.expectSaid("Your workspace asks you to come in through House login.");
  const again = await somebody(browser);
  await again.signIn(member);
  await again.expectSaid("Your workspace asks you to come in through House login.");
  provider.visitor = { id: "ida", name: "Ida", email: member.email, email_verified: true };
  await again.signInWithProvider();
  await again.expectIn();
  const other = await ownerIn(browser);
  await other.open("settings/sign-in");
  await other.page.getByRole("button", { name: "Allow passwords" }).click();
  await other.expectSaid("Members come in with a password");
});
