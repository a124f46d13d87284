// The verbs of people and access.
import { expect, type Page } from "@playwright/test";

export type Credentials = { email: string; password: string };

/** What somebody does on the pages of one app. */
export class Visitor {
  constructor(
    readonly page: Page,
    private readonly url: string,
    private readonly slug: string,
  ) {}

  async signIn({ email, password }: Credentials): Promise<void> {
    await this.page.goto(`${this.url}/signin`);
    await this.page.getByLabel("E-mail").fill(email);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  async enterCode(code: string): Promise<void> {
    await this.page.getByLabel("Code of your authenticator app").fill(code);
    await this.page.getByRole("button", { name: "Continue" }).click();
  }

  async signInWithProvider(): Promise<void> {
    await this.page.goto(`${this.url}/signin`);
    await this.page.getByRole("button", { name: "Sign in with House login" }).click();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole("button", { name: "Sign out" }).first().click();
    await this.page.waitForURL("**/signin");
  }

  async open(section: string): Promise<void> {
    await this.page.goto(`${this.url}/w/${this.slug}/${section}`);
  }

  async expectIn(): Promise<void> {
    await this.page.waitForURL(`**/w/${this.slug}/spend**`);
  }

  async expectSaid(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).first()).toBeVisible();
  }

  async expectTurnedAway(): Promise<void> {
    await this.open("spend");
    await this.expectSaid("This page does not exist");
  }

  /** Invites an address and answers the link to hand over. */
  async invite(email: string, { role, team }: { role: string; team?: string }): Promise<string> {
    await this.open("settings/members");
    await this.page.getByLabel("E-mail").fill(email);
    await this.page.getByLabel("Role").last().selectOption({ label: role });
    if (team) await this.page.getByRole("checkbox", { name: team }).last().check();
    await this.page.getByRole("button", { name: "Invite", exact: true }).click();
    return (await this.page.getByRole("status").getByRole("code").textContent()) ?? "";
  }

  async accept(link: string, { name, password }: { name: string; password: string }): Promise<void> {
    await this.page.goto(link);
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByLabel("Choose a password").fill(password);
    await this.page.getByRole("button", { name: "Join" }).click();
  }

  async expectMember(email: string, role: string): Promise<void> {
    await this.open("settings/members");
    await expect(this.page.getByRole("row").filter({ hasText: email })).toContainText(role);
  }

  async remove(email: string): Promise<void> {
    await this.open("settings/members");
    await this.page.getByRole("row").filter({ hasText: email }).getByRole("button", { name: "Remove" }).first().click();
    await this.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await expect(this.page.getByRole("row").filter({ hasText: email })).toHaveCount(0);
  }

  async letDomainIn(domain: string, role: string): Promise<void> {
    await this.open("settings/sign-in");
    await this.page.getByLabel("Domain").fill(domain);
    await this.page.getByLabel("Role").first().selectOption({ label: role });
    await this.page.getByRole("button", { name: "Add the domain" }).click();
    await expect(this.page.getByRole("cell", { name: domain })).toBeVisible();
  }

  async giveGroup(group: string, role: string): Promise<void> {
    await this.open("settings/sign-in");
    await this.page.getByLabel("Group").fill(group);
    await this.page.getByLabel("Role").last().selectOption({ label: role });
    await this.page.getByRole("button", { name: "Add the group" }).click();
    await expect(this.page.getByRole("cell", { name: group })).toBeVisible();
  }

  async turnPasswordsOff(): Promise<void> {
    await this.open("settings/sign-in");
    await this.page.getByRole("button", { name: "Turn passwords off" }).click();
    await this.page.getByRole("dialog").getByRole("button", { name: "Turn passwords off" }).click();
    await expect(this.page.getByRole("button", { name: "Allow passwords" })).toBeVisible();
  }

  async connect(): Promise<void> {
    await this.open("settings/security");
    await this.page.getByRole("button", { name: "Connect with House login" }).click();
    await this.expectSaid("Your account is connected with House login.");
  }

  /** Begins with two-factor sign-in and answers the key for the app. */
  async beginTwoFactor(password: string): Promise<string> {
    await this.open("settings/security");
    const form = this.page.locator("form").filter({ has: this.page.getByRole("button", { name: "Set it up" }) });
    await form.getByLabel("Current password").fill(password);
    await form.getByRole("button", { name: "Set it up" }).click();
    await expect(this.page.getByRole("img", { name: "QR code" })).toBeVisible();
    return ((await this.page.getByRole("code").first().textContent()) ?? "").replaceAll(" ", "");
  }

  /** Turns it on and answers the recovery codes. */
  async turnTwoFactorOn(code: string): Promise<string[]> {
    await this.page.getByLabel("Code", { exact: true }).fill(code);
    await this.page.getByRole("button", { name: "Turn it on" }).click();
    await this.expectSaid(/10 recovery codes are left/);
    return ((await this.page.getByRole("status").getByRole("code").textContent()) ?? "").split("\n");
  }
}
