// The verbs of webhooks, and a program that is told.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Locator, type Page } from "@playwright/test";
import type { Locale } from "@/lib/i18n/locale";
import { messagesOf } from "@/lib/i18n/messages";

/** A program that listens; `answer` is the status it gives. */
export class Receiver {
  readonly heard: { headers: Record<string, string>; body: string }[] = [];
  answer = 204;
  private readonly server = http.createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    this.heard.push({ headers: request.headers as Record<string, string>, body });
    response.writeHead(this.answer).end();
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/usage`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** What somebody does on the pages of webhooks. */
export class Webhooks {
  private readonly words;

  constructor(
    private readonly page: Page,
    private readonly slug: string,
    locale: Locale,
  ) {
    this.words = messagesOf(locale).webhooks;
  }

  async open(): Promise<void> {
    await this.page.goto(`/w/${this.slug}/settings/webhooks`);
  }

  /** Adds one for imports and answers its secret. */
  async add(url: string): Promise<string> {
    await this.enter(url);
    return (await this.page.getByRole("status").getByRole("code").textContent()) ?? "";
  }

  async enter(url: string): Promise<void> {
    await this.page.getByLabel(this.words.url).fill(url);
    await this.page.getByRole("button", { name: this.words.add }).click();
  }

  async expectRefused(words: string): Promise<void> {
    await expect(this.page.getByText(words)).toBeVisible();
  }

  async openOne(url: string): Promise<void> {
    await this.page.getByRole("link", { name: url }).click();
    await expect(this.page.getByRole("heading", { name: url })).toBeVisible();
  }

  async do(what: "test" | "pause" | "resume"): Promise<void> {
    await this.page.getByRole("button", { name: this.words[what], exact: true }).click();
  }

  async sendAgain(event: string): Promise<void> {
    await this.message(event).getByRole("button", { name: this.words.again }).click();
  }

  async expectMessage(event: string, ...words: string[]): Promise<void> {
    for (const text of words) await expect(this.message(event)).toContainText(text);
  }

  async expectState(state: "on" | "paused" | "off"): Promise<void> {
    await expect(this.page.getByText(this.words[state], { exact: true })).toBeVisible();
  }

  private message(event: string): Locator {
    return this.page.getByRole("table", { name: this.words.log }).getByRole("row").filter({ hasText: event });
  }

  async delete(): Promise<void> {
    await this.page.getByRole("button", { name: this.words.delete, exact: true }).first().click();
    await this.page.getByRole("dialog").getByRole("button", { name: this.words.delete, exact: true }).click();
    await expect(this.page.getByText(this.words.none)).toBeVisible();
  }
}
