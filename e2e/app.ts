// What a person does in the product, in either language. The only place that knows what is on a page.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, type Locator, type Page, type Request } from "@playwright/test";
import type { Locale } from "@/lib/i18n/locale";
import { type Messages, messagesOf } from "@/lib/i18n/messages";
import type { CauseKind } from "@/lib/reconciliation/compare";
import type { TokenKind } from "@/lib/reconciliation/token-kind";
import { table } from "./api";

type Person = { name: string; email: string; password: string };
type NavigationPage = "spend" | "efficiency" | "savings" | "estimate" | "models" | "imports" | "settings";
type Receipt = { added: string; known: string; rejected: string; ignored: string; read: string };

export class Obole {
  private readonly words;

  /** `slug`: of the workspace to open; without one, of the workspace that the page is in. */
  constructor(
    readonly page: Page,
    readonly locale: Locale,
    private readonly slug = "",
  ) {
    this.words = messagesOf(locale);
  }

  // Coming in, and going

  /** Fills the form of the first visit; one's own file is what it begins with. */
  async setUp({ name, email, password }: Person, workspace: string): Promise<void> {
    const { setUp } = this.words.auth;
    await this.field(setUp.name).fill(name);
    await this.field(setUp.email).fill(email);
    await this.field(setUp.password).fill(password);
    await this.field(setUp.workspace).fill(workspace);
    await this.field(setUp.timezone).selectOption("UTC");
    await this.button(setUp.create).click();
    await this.page.waitForURL(/\/w\/.*\/imports\/new$/);
  }

  async signIn({ email, password }: Omit<Person, "name">): Promise<void> {
    const { auth } = this.words;
    await this.field(auth.email).fill(email);
    await this.field(auth.password).fill(password);
    await this.button(auth.signIn).click();
    await this.page.waitForURL(/\/w\//);
  }

  async signOut(): Promise<void> {
    await this.button(this.words.nav.signOut).click();
    await this.expectSignIn();
  }

  async expectSignIn(): Promise<void> {
    await expect(this.page).toHaveURL(/\/signin/);
    await expect(this.heading(this.words.auth.signIn)).toBeVisible();
  }

  async expectSetUp(): Promise<void> {
    await expect(this.page).toHaveURL(/\/setup$/);
    await expect(this.heading(this.words.auth.setUp.title)).toBeVisible();
  }

  async expectNotFound(): Promise<void> {
    await expect(this.heading(this.words.common.notFound)).toBeVisible();
  }

  // Finding one's way

  /** Opens a page by its address; within the workspace unless it begins with a slash. */
  async open(address: string): Promise<void> {
    await this.page.goto(address.startsWith("/") ? address : `/w/${this.workspace}/${address}`);
  }

  /** Follows the navigation. */
  async goTo(page: NavigationPage): Promise<void> {
    await this.link(this.words.nav[page]).click();
    await expect(this.heading(this.words[page].title)).toBeVisible();
  }

  async previousMonth(): Promise<void> {
    await this.link(this.words.spend.previousMonth).click();
  }

  async nextMonth(): Promise<void> {
    await this.link(this.words.spend.nextMonth).click();
  }

  async chooseMonth(name: string): Promise<void> {
    await this.button(new RegExp(`^${this.words.spend.choosePeriod}`)).click();
    await this.link(name).click();
    await expect(this.button(`${this.words.spend.choosePeriod}: ${name}`)).toBeVisible();
  }

  // Importing

  async openImport(): Promise<void> {
    await this.goTo("imports");
    await this.link(this.words.imports.newImport).click();
    await expect(this.heading(this.words.imports.newImport)).toBeVisible();
  }

  /** Chooses a file in the picker. */
  async chooseFile(file: string): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.button(this.words.imports.choose).click()]);
    await chooser.setFiles(file);
  }

  /** Chooses a file of prices, to see what it would change. */
  async choosePrices(file: string): Promise<void> {
    await this.page.locator("input[type=file]").setInputFiles(file);
  }

  /** Opens the table beside the trend. */
  async showTrendTable(): Promise<void> {
    await this.page.locator("summary").filter({ hasText: this.words.spend.asTable }).click();
  }

  /** Drags a file from the desktop onto the page and lets it go. */
  async dropFile(file: string): Promise<void> {
    const box = await this.heading(this.words.imports.drop).boundingBox();
    if (!box) throw new Error("there is nothing to drop a file on");
    const devtools = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [path.resolve(file)], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const) {
      await devtools.send("Input.dispatchDragEvent", { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data });
    }
    await devtools.detach();
  }

  /** What the preview says of each row: its cells, from the line number to the cost. */
  async preview(): Promise<string[][]> {
    const rows = this.page.getByRole("table", { name: this.words.imports.firstRows }).getByRole("row");
    await expect(rows).not.toHaveCount(0);
    return (await textsOf(rows)).slice(1);
  }

  async expectRecognised(format: string): Promise<void> {
    await expect(this.page.getByText(this.words.imports.recognised.replace("{format}", format))).toBeVisible();
  }

  /** What the mapping of a table says: each of our fields that has a column, and that column. */
  async mapping(): Promise<Record<string, string>> {
    const { title, absent } = this.words.imports.mapping;
    const columns = this.page.getByRole("table", { name: title }).getByRole("combobox");
    await expect(columns).not.toHaveCount(0);
    const chosen = await columns.evaluateAll((all) =>
      all.map((each) => [each.getAttribute("aria-label") ?? "", (each as HTMLSelectElement).selectedOptions[0]?.textContent ?? ""] as const),
    );
    return Object.fromEntries(chosen.filter(([, column]) => column !== absent));
  }

  /** Says that all rows have the same of a field. */
  async sameForAllRows(field: keyof Messages["imports"]["mapping"]["fields"], value: string): Promise<void> {
    const { fields, constant, constantValue } = this.words.imports.mapping;
    await this.field(fields[field]).selectOption(constant);
    await this.field(constantValue.replace("{field}", fields[field])).fill(value);
  }

  async rowsAre(what: "rowRequest" | "rowTotal"): Promise<void> {
    await this.page.getByLabel(this.words.imports.mapping[what], { exact: true }).check();
  }

  async saveTemplate(name: string): Promise<void> {
    const { mapping } = this.words.imports;
    await this.page.locator("summary").filter({ hasText: mapping.save }).click();
    await this.field(mapping.name).fill(name);
    await this.button(mapping.save).click();
    await expect(this.page.getByText(mapping.saved, { exact: true })).toBeVisible();
  }

  async expectTemplate(name: string): Promise<void> {
    await expect(this.page.getByText(this.words.imports.mapping.templateOf.replace("{name}", name))).toBeVisible();
  }

  async renameTemplate(name: string): Promise<void> {
    const { rename, name: label } = this.words.imports.mapping;
    await this.button(rename).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel(label, { exact: true }).fill(name);
    await dialog.getByRole("button", { name: rename }).click();
    await expect(this.page.getByRole("cell", { name, exact: true })).toBeVisible();
  }

  /** Asks what the previewed file would do, and answers its months: each with its cost before and after. */
  async checkFirst(): Promise<string[][]> {
    const { check } = this.words.imports;
    await this.button(check.check).click();
    await expect(this.page.getByTestId("checked")).toBeVisible({ timeout: 30_000 });
    return (await textsOf(this.page.getByRole("table", { name: check.months }).getByRole("row"))).slice(1);
  }

  /** Opens a cost that is explained in place, and answers its lines: class, tokens, price, amount. */
  async explainedInPlace(amount: string): Promise<string[][]> {
    await this.page
      .getByRole("button", { name: `${amount},` })
      .first()
      .click();
    const dialog = this.page.getByRole("dialog");
    await expect(dialog).toBeVisible();
    const lines = (await textsOf(dialog.getByRole("row"))).slice(1);
    await dialog.getByRole("button", { name: this.words.common.close }).click();
    return lines;
  }

  /** Follows a cost to the page that explains it, and answers its sentence and its lines. */
  async explained(amount: string): Promise<{ sentence: string; lines: string[][] }> {
    const href = await this.page.getByRole("link", { name: amount, exact: true }).first().getAttribute("href");
    await this.page.goto(href ?? "");
    const sentence = (await this.page.getByTestId("explained").textContent()) ?? "";
    return { sentence, lines: (await textsOf(this.page.getByRole("row"))).filter(([first]) => first !== this.words.spend.explainClass) };
  }

  /** Adds the previewed file and waits for its receipt. Answers whether the file was sent for it: one that was checked is there already. */
  async addFile(): Promise<{ isSent: boolean }> {
    const asked: string[] = [];
    const listen = (request: Request) => void (request.method() === "POST" && asked.push(request.url()));
    this.page.on("request", listen);
    await this.button(this.words.imports.upload).click();
    await this.expectReceipt();
    this.page.off("request", listen);
    return { isSent: asked.some((address) => /\/imports\?/.test(address) && !address.includes("upload=")) };
  }

  async expectReceipt(): Promise<void> {
    await expect(this.page.getByTestId("receipt")).toBeVisible({ timeout: 30_000 });
  }

  async receipt(): Promise<Receipt> {
    const facts = await this.facts();
    const { accepted, known, rejected, ignored, read } = this.words.imports;
    const of = (name: string) => facts.get(name) ?? "";
    return { added: of(accepted), known: of(known), rejected: of(rejected), ignored: of(ignored), read: of(read) };
  }

  async openImportRecord(filename: string): Promise<void> {
    await this.goTo("imports");
    await this.link(filename).first().click();
    await expect(this.heading(filename)).toBeVisible();
  }

  async undoImport(): Promise<void> {
    const { undo, undoBody, restore } = this.words.imports;
    await this.button(undo).click();
    const dialog = this.page.getByRole("dialog");
    await expect(dialog.getByText(undoBody)).toBeVisible();
    await dialog.getByRole("button").first().click();
    await expect(this.button(restore)).toBeVisible();
  }

  async restoreImport(): Promise<void> {
    await this.button(this.words.imports.restore).click();
    await expect(this.button(this.words.imports.undo)).toBeVisible();
  }

  /** Downloads the rejected rows of the import that is open. */
  async downloadRejected(): Promise<Record<string, string>[]> {
    return this.download(this.words.imports.download);
  }

  // Writing usage down

  /** Fills the form of usage by the names of its fields and sends it. */
  async fillUsage(of: {
    day: string;
    model: string;
    input_tokens: string;
    output_tokens: string;
    cadence?: "monthly";
    team?: string;
    note?: string;
  }) {
    const { byHand } = this.words;
    const labels = {
      day: byHand.day,
      model: byHand.model,
      input_tokens: byHand.input,
      output_tokens: byHand.output,
      team: byHand.team,
      note: byHand.note,
    };
    if (of.cadence) await this.field(byHand.cadence).selectOption(of.cadence);
    for (const [name, label] of Object.entries(labels)) await this.field(label).fill(of[name as keyof typeof labels] ?? "");
    await this.button(byHand.submit).click();
  }

  async writeDown(of: Parameters<Obole["fillUsage"]>[0]): Promise<void> {
    await this.fillUsage(of);
    await expect(this.page.getByText(this.words.byHand.saved, { exact: true })).toBeVisible();
  }

  /** Opens the import that holds what an entry added. */
  async openWrittenDown(note: string): Promise<void> {
    await this.page.getByRole("row").filter({ hasText: note }).getByRole("link", { name: this.words.byHand.seeImport }).click();
    await expect(this.heading(note)).toBeVisible();
  }

  /** Stops the monthly entry that there is. */
  async stopWritingDown(): Promise<void> {
    const { stop } = this.words.byHand;
    await this.button(stop).first().click();
    await this.page.getByRole("dialog").getByRole("button", { name: stop }).click();
    await expect(this.button(stop)).toHaveCount(0);
  }

  // Reading

  async expectEmptySpend(): Promise<void> {
    await expect(this.page.getByText(this.words.spend.emptyLead)).toBeVisible();
  }

  /** The total as it stands there. */
  async total(): Promise<string> {
    return (await this.page.getByTestId("total").textContent()) ?? "";
  }

  async expectTotal(amount: string): Promise<void> {
    await expect(this.page.getByTestId("total")).toHaveText(amount);
  }

  /** How the total is introduced: the month, or the days of it that are compared. */
  async expectSpendLabel(label: string): Promise<void> {
    await expect(this.page.getByText(label, { exact: true })).toBeVisible();
  }

  async expectText(text: string): Promise<void> {
    await expect(this.page.getByText(text).first()).toBeVisible();
  }

  /** A term that the page explains, as "Data up to", by its words. */
  async fact(name: string): Promise<string> {
    return (await this.facts()).get(name) ?? "";
  }

  /** What a chart says of itself to those who do not see it. */
  async expectChart(sentence: string): Promise<void> {
    await expect(this.page.getByRole("img", { name: sentence })).toBeVisible();
  }

  /** Opens the trend as a table and reads one of its days. */
  async day(name: string): Promise<string[]> {
    await this.page.getByText(this.words.spend.asTable).click();
    const row = this.page.getByRole("row").filter({ has: this.page.getByRole("cell", { name, exact: true }) });
    const [cells = []] = await textsOf(row);
    await this.page.getByText(this.words.spend.asTable).click();
    return cells;
  }

  /** The trend as its table says it: the names that are told apart, then a line for each stop, as its cells. */
  async trend(step: "hour" | "day" | "week" | "month"): Promise<{ names: string[]; stops: string[][] }> {
    await this.page.getByText(this.words.spend.asTable).click();
    const rows = await textsOf(this.page.getByRole("table", { name: this.words.spend.each[step], exact: true }).getByRole("row"));
    return { names: rows[0]?.slice(1) ?? [], stops: rows.slice(1, -1) };
  }

  /** Opens the values of a dimension, types a part of a name, and keeps or leaves out one of them. */
  async filterBy(dimension: "model" | "team" | "project" | "user", name: string, how: "onlyThese" | "withoutThese"): Promise<void> {
    const { filters, [dimension]: title } = this.words.spend;
    await this.button(filters.filter).click();
    await this.page.locator("#filter").getByRole("link", { name: title, exact: true }).click();
    await this.field(filters.find).fill(name.slice(1, 4).toUpperCase());
    await this.page.getByRole("checkbox", { name: `${filters[how]}: ${name}` }).check();
    await this.button(filters.apply).click();
    await expect(this.picked(name)).toBeVisible();
  }

  /** Chooses days of one's own. */
  async chooseDays(from: string, last: string): Promise<void> {
    const { choosePeriod, fromDay, lastDay, show } = this.words.spend;
    await this.button(new RegExp(`^${choosePeriod}`)).click();
    await this.field(fromDay).fill(from);
    await this.field(lastDay).fill(last);
    await this.page.locator("#period").getByRole("button", { name: show, exact: true }).click();
    await this.page.waitForURL(/from=/);
  }

  /** Keeps what is shown as a view; `forAll`: for everybody in the workspace. */
  async saveView(name: string, { forAll = false } = {}): Promise<void> {
    const { views } = this.words.spend;
    await this.button(views.save).first().click();
    const dialog = this.page.getByRole("dialog", { name: views.save });
    await dialog.getByLabel(views.name, { exact: true }).fill(name);
    if (forAll) await dialog.getByLabel(views.everybody).check();
    await dialog.getByRole("button", { name: views.save, exact: true }).click();
    await expect(dialog.getByText(views.saved)).toBeVisible();
  }

  /** Does something to a view on the page of all views. */
  async withView(name: string, what: "makeDefault" | "delete" | "restore"): Promise<void> {
    const { views } = this.words.spend;
    const line = this.page.getByRole(what === "restore" ? "listitem" : "row").filter({ hasText: name });
    await line.getByRole("button", { name: views[what], exact: true }).click();
  }

  async expectView(name: string, { isDefault = false } = {}): Promise<void> {
    const line = this.page.getByRole("row").filter({ hasText: name });
    await expect(line).toBeVisible();
    if (isDefault) await expect(line.getByText(this.words.spend.views.default)).toBeVisible();
  }

  /** Writes on a day. */
  async writeOn(day: string, text: string): Promise<void> {
    const { notes } = this.words.spend;
    await this.button(notes.write).first().click();
    const dialog = this.page.getByRole("dialog", { name: notes.write });
    await dialog.getByLabel(notes.day, { exact: true }).fill(day);
    await dialog.getByLabel(notes.text, { exact: true }).fill(text);
    await dialog.getByRole("button", { name: notes.write, exact: true }).click();
    await expect(dialog.getByText(notes.done)).toBeVisible();
    await this.page.keyboard.press("Escape");
  }

  /** What is written on the shown days. */
  async written(): Promise<string[]> {
    const notes = this.page.getByRole("list", { name: this.words.spend.notes.title }).getByRole("listitem");
    return (await notes.allTextContents()).map((text) => text.replace(/\s+/g, " "));
  }

  async deleteWriting(text: string): Promise<void> {
    const { notes } = this.words.spend;
    await this.page.getByRole("listitem").filter({ hasText: text }).getByRole("button", { name: notes.delete, exact: true }).click();
    await this.button(notes.restore).click();
    await expect(this.page.getByRole("list", { name: notes.title }).getByText(text)).toBeVisible();
  }

  /** The lines of a ranking, as what stands first and what it cost. */
  async ranking(by: Exclude<keyof Messages["spend"]["by"], "import">): Promise<string[][]> {
    const rows = this.page.getByRole("table", { name: this.words.spend.by[by] }).getByRole("row");
    return (await textsOf(rows)).slice(1);
  }

  /** Why spend changed: what it was before, each part with what it comes from, what it is now; as name and amount. */
  async why(): Promise<{ name: string; amount: string }[]> {
    const { title } = this.words.spend.why;
    const rows = await textsOf(this.page.getByRole("table", { name: title, exact: true }).getByRole("row"));
    return rows.slice(1).map((cells) => ({ name: cells[0] ?? "", amount: cells.at(-1) ?? "" }));
  }

  /** Tells the change by models, teams or projects, and reads who it comes from: name, largest part, change. */
  async whyBy(dimension: "model" | "team" | "project"): Promise<string[][]> {
    const { why, [dimension]: name } = this.words.spend;
    await this.page.getByRole("navigation", { name: why.by }).getByRole("link", { name, exact: true }).click();
    await expect(this.page).toHaveURL(new RegExp(`why=${dimension}`));
    return (await textsOf(this.page.getByRole("table", { name: `${why.title}: ${name}` }).getByRole("row"))).slice(1);
  }

  /** The single events that are shown, as their cells. */
  async events(): Promise<string[][]> {
    return (await textsOf(this.page.getByRole("table", { name: this.words.spend.events.title }).getByRole("row"))).slice(1);
  }

  async olderEvents(): Promise<void> {
    await this.link(this.words.spend.events.older).click();
    await expect(this.link(this.words.spend.events.newest)).toBeVisible();
  }

  /** Clicks a line of a ranking: everything on the page is then of that alone. */
  async narrowTo(by: "model" | "team" | "project" | "user", name: string): Promise<void> {
    await this.page.getByRole("table", { name: this.words.spend.by[by] }).getByRole("link", { name, exact: true }).click();
    await expect(this.picked(name)).toBeVisible();
  }

  /** Follows a line of a ranking by the beginning of its name. */
  async followIn(by: "model" | "team" | "project" | "user", name: string): Promise<void> {
    const before = this.page.url();
    const table = this.page.getByRole("table", { name: this.words.spend.by[by] });
    await table.getByRole("link", { name: new RegExp(`^${name}`) }).click();
    await this.page.waitForURL((url) => url.href !== before);
  }

  /** Clicks on a chart once it is drawn, so far from its left and its top. */
  async clickChart({ x, y }: { x: number; y: number }): Promise<void> {
    const before = this.page.url();
    const canvas = this.page.locator("canvas").first();
    await expect(async () => {
      const box = await canvas.boundingBox();
      if (!box) throw new Error("no chart");
      await canvas.click({ position: { x: x * box.width, y: y * box.height } });
      expect(this.page.url()).not.toBe(before);
    }).toPass();
  }

  /** Turns what is picked round: everything but that. */
  async leaveOut(name: string): Promise<void> {
    const { leaveOut, keep } = this.words.spend.filters;
    await this.picked(name).getByRole("link", { name: leaveOut, exact: true }).click();
    await expect(this.picked(name).getByRole("link", { name: keep, exact: true })).toBeVisible();
  }

  async clearFilters(): Promise<void> {
    await this.link(this.words.spend.filters.clear).click();
    await expect(this.page.getByRole("list", { name: this.words.spend.filters.label })).toHaveCount(0);
  }

  private picked(name: string): Locator {
    return this.page.getByRole("list", { name: this.words.spend.filters.label }).getByRole("listitem").filter({ hasText: name });
  }

  /** What a unit costs: each figure exactly, as it is said where it is rounded. */
  async figures(): Promise<Record<string, string>> {
    const cells = this.page.getByRole("table", { name: this.words.efficiency.figures.title }).locator("[data-testid]");
    await expect(cells).not.toHaveCount(0);
    return Object.fromEntries(
      await cells.evaluateAll((all) => all.map((cell) => [cell.getAttribute("data-testid") ?? "", cell.getAttribute("title") ?? ""])),
    );
  }

  async moneyToSave(): Promise<string> {
    return (await this.page.getByTestId("save").innerText()).replace(/\s+/g, " ");
  }

  /** The efficiency of each model, as its cells. */
  async models(): Promise<string[][]> {
    return (await textsOf(this.page.getByRole("table", { name: this.words.efficiency.models.title, exact: true }).getByRole("row"))).slice(1);
  }

  async sortModels(by: "model" | "cost"): Promise<void> {
    const before = this.page.url();
    await this.modelsHead(by).getByRole("link").focus();
    await this.page.keyboard.press("Enter");
    await this.page.waitForURL((url) => url.href !== before);
  }

  async sorting(by: "model" | "cost"): Promise<string | null> {
    return this.modelsHead(by).getAttribute("aria-sort");
  }

  private modelsHead(by: "model" | "cost"): Locator {
    const heads = this.page.getByRole("table", { name: this.words.efficiency.models.title, exact: true }).getByRole("columnheader");
    return heads.filter({ hasText: new RegExp(`^${this.words.spend[by]}$`) });
  }

  /** Keeps a table of the page as a file. */
  async exportTable(name: "models" | "opportunities"): Promise<Record<string, string>[]> {
    return this.download(`CSV: ${this.tableName(name)}`);
  }

  /** Copies a table of the page and answers what can be pasted. */
  async copyTable(name: "models" | "opportunities"): Promise<string> {
    const { copying } = this.words.common;
    await this.button(`${copying.copy}: ${this.tableName(name)}`).click();
    await expect(this.button(`${copying.copied}: ${this.tableName(name)}`)).toBeVisible();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  private tableName(name: "models" | "opportunities"): string {
    return { models: this.words.efficiency.models.title, opportunities: this.words.efficiency.batch.title }[name];
  }

  async exportMonth(): Promise<Record<string, string>[]> {
    return this.download(this.words.spend.export);
  }

  /** Measures against another model, by its name as the picker says it. */
  async measureAgainst(model: string): Promise<void> {
    const { chooseBaseline, against, apply } = this.words.savings;
    const option = this.field(chooseBaseline)
      .getByRole("option")
      .filter({ hasText: against.replace("{model}", model) });
    await this.field(chooseBaseline).selectOption((await option.first().getAttribute("value")) ?? "");
    await this.button(apply).first().click();
    await this.page.waitForURL(/baseline=/);
  }

  /** The three lines: contract discount, cache effect, avoided by model choice. */
  async expectSavings({ discount, cache, avoided }: { discount: string; cache: string; avoided: string }): Promise<void> {
    await expect(this.page.getByTestId("discount")).toHaveText(discount);
    await expect(this.page.getByTestId("cache")).toHaveText(cache);
    await expect(this.page.getByTestId("avoided")).toHaveText(avoided);
  }

  // Going anywhere

  /** Opens the palette with its keys, or by its link. */
  async openPalette(how: "keys" | "link"): Promise<void> {
    if (how === "keys") await this.pressKeys("Control+k");
    else await this.link(new RegExp(`^${this.words.find.open}`)).click();
    await this.expectPaletteOpen();
  }

  /** Presses keys that the page itself listens to, once it does: what only a script brings is there then. */
  async pressKeys(...keys: string[]): Promise<void> {
    await expect(this.button(this.words.nav.live.pause)).toBeVisible();
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Types what is looked for and answers what is found, in its order. */
  async search(query: string): Promise<string[]> {
    const answered = this.page.waitForResponse((response) => new URL(response.url()).searchParams.get("q") === query);
    await this.palette.getByRole("combobox").fill(query);
    await answered;
    await expect(this.palette.getByRole("status")).toHaveText(new RegExp(`^(${this.words.find.results}: \\d+|${this.words.find.none})$`));
    return (await this.palette.getByRole("option").allTextContents()).map((text) => text.trim());
  }

  async expectChosen(name: string): Promise<void> {
    await expect(this.palette.getByRole("option", { selected: true })).toHaveText(name);
  }

  async expectNothingFound(): Promise<void> {
    await expect(this.palette.getByText(this.words.find.none)).toBeVisible();
  }

  async expectPaletteOpen(): Promise<void> {
    await expect(this.palette.getByRole("combobox")).toBeFocused();
  }

  async expectPaletteClosed(): Promise<void> {
    await expect(this.palette).toHaveCount(0);
  }

  async searchAsPage(query: string): Promise<void> {
    await this.link(new RegExp(`^${this.words.find.open}`)).click();
    await this.field(this.words.find.title).fill(query);
    await this.button(this.words.find.submit).click();
  }

  async follow(name: string): Promise<void> {
    await this.link(name).click();
  }

  async expectKeysListed(): Promise<void> {
    await expect(this.page.getByRole("dialog", { name: this.words.shortcuts.title })).toBeVisible();
  }

  async expectKeysNotListed(): Promise<void> {
    await expect(this.page.getByRole("dialog", { name: this.words.shortcuts.title })).toHaveCount(0);
  }

  async setSingleKeys(choice: "on" | "off"): Promise<void> {
    const { settings, common } = this.words;
    await this.open("settings/security");
    await this.field(settings.shortcuts).selectOption(choice);
    await this.button(settings.save).click();
    await expect(this.page.getByText(common.saved).first()).toBeVisible();
  }

  // Charging it back

  /** Charges a team's usage to a cost centre, once what would move has been shown. */
  async chargeTeamTo(team: string, centre: string, moves: string): Promise<void> {
    const { chargeback } = this.words;
    await this.open("settings/chargeback");
    await this.field(chargeback.by.team).fill(team);
    await this.field(chargeback.centre).fill(centre);
    await expect(this.page.getByRole("table", { name: chargeback.preview })).toContainText(moves);
    await this.button(chargeback.record).first().click();
    await expect(this.page.getByRole("table", { name: chargeback.rules })).toContainText(centre);
  }

  /** What the statement of a month says of a cost centre (null: what is unallocated): its row, cell by cell. */
  async expectCharged(month: string, centre: string | null, ...cells: string[]): Promise<void> {
    const { chargeback } = this.words;
    await this.open(`chargeback?month=${month}`);
    const row = this.page
      .getByRole("table", { name: chargeback.title })
      .getByRole("row")
      .filter({ hasText: centre ?? chargeback.unallocated });
    await expect(row.getByRole("cell")).toHaveText([centre ?? chargeback.unallocated, ...cells]);
  }

  /** Opens the statement of a cost centre and answers its file. */
  async downloadStatement(month: string, centre: string): Promise<Record<string, string>[]> {
    await this.open(`chargeback?month=${month}`);
    await this.link(centre).click();
    await expect(this.heading(centre)).toBeVisible();
    return this.download(`CSV: ${centre}`);
  }

  // Reconciling bills

  async setTimezone(zone: string): Promise<void> {
    const { settings, common } = this.words;
    await this.open("settings/workspace");
    await this.field(settings.timezone).selectOption(zone);
    await this.page
      .locator("form")
      .filter({ has: this.field(settings.timezone) })
      .getByRole("button")
      .click();
    await expect(this.page.getByText(common.saved).first()).toBeVisible();
  }

  /** What the page of a month says was billed, comes from usage, and is between them. */
  async expectReconciled(month: string, ...amounts: string[]): Promise<void> {
    await this.open(`reconciliation?month=${month}`);
    for (const amount of amounts) await expect(this.page.getByTestId("reconciled")).toContainText(amount);
  }

  /** The causes of the difference, the largest first, and their sum. */
  async expectCauses(causes: [kind: CauseKind, amount: string][], total: string): Promise<void> {
    const { reconciliation } = this.words;
    const rows = this.page.getByRole("table", { name: reconciliation.why }).getByRole("row");
    const told = causes.map(([kind, amount]) => reconciliation.causes[kind] + amount);
    await expect(rows).toHaveText([reconciliation.why + reconciliation.amount, ...told, reconciliation.difference + total]);
  }

  /** Opens a compared model. */
  async openReconciled(model: string): Promise<void> {
    await this.page.getByRole("table").getByRole("link", { name: model, exact: true }).click();
    await expect(this.heading(this.words.reconciliation.detailOf.replace("{model}", model))).toBeVisible();
  }

  /** Both sides of the opened model by kind of token. */
  async expectKinds(...kinds: [kind: TokenKind, billed: string, ours: string][]): Promise<void> {
    const { reconciliation } = this.words;
    const table = this.page.getByRole("table", { name: reconciliation.kind, exact: true });
    for (const [kind, ...sides] of kinds) {
      const row = table.getByRole("row").filter({ has: this.page.getByRole("cell", { name: reconciliation.kinds[kind], exact: true }) });
      await expect(row).toContainText(sides.join(""));
    }
  }

  async signOff(model: string, difference: string, note: string): Promise<void> {
    const { reconciliation } = this.words;
    const row = this.page
      .getByRole("table")
      .getByRole("row")
      .filter({ has: this.link(model) });
    await row.getByText(reconciliation.notes).click();
    await row.getByRole("textbox").first().fill(note);
    await row.getByRole("button", { name: reconciliation.signOff.replace("{amount}", difference) }).click();
    await expect(row).toContainText(note);
  }

  private get palette(): Locator {
    return this.page.getByRole("dialog", { name: this.words.find.title });
  }

  // What is recorded meanwhile

  /** Remembers this very page; it is another once it has been loaded again. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => document.body.setAttribute("data-marked", ""));
  }

  async expectSamePage(): Promise<void> {
    await expect(this.page.locator("body[data-marked]")).toHaveCount(1);
  }

  async pauseLive(): Promise<void> {
    await this.button(this.words.nav.live.pause).click();
  }

  async resumeLive(): Promise<void> {
    await this.button(this.words.nav.live.resume).click();
  }

  /** Begins to type where a day is chosen. */
  async beginTyping(): Promise<void> {
    await this.page.getByText(this.words.spend.asKnownChoose, { exact: true }).click();
    await this.field(this.words.spend.asKnownDay).focus();
  }

  /** New figures wait for whoever types; they are shown when asked for. */
  async showWhatWaits(): Promise<void> {
    await this.button(this.words.nav.live.show).click();
  }

  async expectWaiting(): Promise<void> {
    await expect(this.page.getByText(this.words.nav.live.waiting)).toBeVisible();
  }

  // Prices and estimates

  async openModel(provider: string, model: string): Promise<void> {
    await this.open(`models/${provider}/${model}`);
    await expect(this.page.getByTestId("verdict")).toBeVisible();
  }

  /** The answer to whether the model is expensive. */
  async verdict(): Promise<string> {
    return (await this.page.getByTestId("verdict").textContent()) ?? "";
  }

  /** Follows the question about one's own usage to the estimator. */
  async estimateForOwnUsage(): Promise<void> {
    await this.page.getByRole("main").getByRole("link", { name: this.words.analysis.estimate, exact: true }).click();
    await expect(this.heading(this.words.estimate.title)).toBeVisible();
  }

  async copyAsMarkdown(): Promise<string> {
    await this.button(this.words.analysis.copy).click();
    await expect(this.button(this.words.common.copying.copied)).toBeVisible();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Types into the estimator and asks for the estimate. */
  async ask(question: { tokens?: string; answer?: string; calls?: string; isIncluded?: boolean }): Promise<void> {
    const { estimate } = this.words;
    for (const name of ["tokens", "answer", "calls"] as const)
      if (question[name] !== undefined) await this.field(estimate[name]).fill(question[name]);
    if (question.isIncluded !== undefined) {
      await this.page.getByRole("radio", { name: question.isIncluded ? estimate.includedYes : estimate.includedNo }).check();
    }
    await this.button(estimate.apply).click();
  }

  async countText(prompt: string): Promise<void> {
    const { pasteTitle, pastePrompt, count } = this.words.estimate;
    await this.page.locator("summary").filter({ hasText: pasteTitle }).click();
    await this.field(pastePrompt).fill(prompt);
    await this.button(count).click();
    await expect(this.page.getByTestId("counted")).toBeVisible();
  }

  /** What a model costs in the table of every model: by the call, the thousand, the day, the month, low to high, the year. */
  async estimateOf(model: string): Promise<string[]> {
    const { everyModel } = this.words.estimate;
    const rows = this.page.getByRole("table", { name: everyModel }).getByRole("row");
    const [cells = []] = await textsOf(rows.filter({ has: this.page.getByRole("link", { name: model, exact: true }) }));
    return cells.slice(1);
  }

  /** The table side by side: titles, then the rows. */
  async sideBySide(): Promise<string[][]> {
    return textsOf(this.page.getByRole("table", { name: this.words.estimate.sideBySide }).getByRole("row"));
  }

  async openEstimatorToAll(isOpen: boolean): Promise<void> {
    const { setting, settingOpen, settingClosed } = this.words.estimate;
    await this.open("settings/workspace");
    await this.field(setting).selectOption(isOpen ? settingOpen : settingClosed);
    await this.page
      .locator("form")
      .filter({ has: this.field(setting) })
      .getByRole("button")
      .click();
    await expect(this.page.getByText(this.words.common.saved).first()).toBeVisible();
  }

  /** The sentence that says it, as it would be copied. */
  async expectSavingsSentence(part: string): Promise<void> {
    await expect(this.page.getByTestId("sentence")).toContainText(part);
  }

  /** The rows of a table of the savings page, cell by cell, their spaces as they are written. */
  async savingsTable(name: "byMonth" | "leftOut" | "everyModel" | "byModel" | "byTeam"): Promise<string[][]> {
    const { by, ...words } = this.words.savings;
    const title = name === "byModel" ? by.model : name === "byTeam" ? by.team : words[name];
    const rows = this.page.getByRole("table", { name: title, exact: true }).getByRole("row");
    return rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll("th, td")].map((cell) => (cell.textContent ?? "").trim())));
  }

  /** Names a baseline by its form. */
  async nameBaseline({ model, scope, from }: { model: string; scope?: string; from?: string }): Promise<void> {
    const { baselines, seeBaselines } = this.words.savings;
    await this.link(seeBaselines).click();
    await expect(this.heading(baselines.title)).toBeVisible();
    await this.field(baselines.model).selectOption(model);
    if (scope) await this.field(baselines.scope).selectOption(scope);
    if (from) await this.field(baselines.from).fill(from);
    await this.button(baselines.save).click();
    await expect(this.page.getByRole("table", { name: baselines.history })).toBeVisible();
  }

  /** Withdraws the baseline that was named last, and reads how each stands. */
  async withdrawBaseline(): Promise<void> {
    const { baselines } = this.words.savings;
    await this.button(baselines.withdraw).first().click();
    await expect(this.page.getByRole("table", { name: baselines.history })).toContainText(baselines.withdrawnBy.split(" ")[0] ?? "");
  }

  // Settings and sample data

  /** Creates a key that may read and export, and answers it; it is shown this once. */
  async createKey(name: string): Promise<string> {
    const { settings } = this.words;
    await this.goTo("settings");
    await this.link(settings.sections.keys).click();
    await this.field(settings.keyName).fill(name);
    await this.page.getByLabel(settings.scopeWords.read).check();
    await this.page.getByLabel(settings.scopeWords.reports).check();
    await this.button(settings.createKey).click();
    return (await this.page.getByRole("status").getByRole("code").textContent()) ?? "";
  }

  async loadSample(): Promise<void> {
    await this.button(this.words.spend.loadSample).click();
    await expect(this.page.getByText(this.words.common.sampleNotice)).toBeVisible({ timeout: 60_000 });
  }

  async removeSample(): Promise<void> {
    await this.button(this.words.common.removeSample).click();
    await expect(this.page.getByText(this.words.common.sampleNotice)).toBeHidden({ timeout: 60_000 });
  }

  // Without a mouse

  /** Walks to a control with the Tab key and presses it. */
  async press(name: "skip" | "imports" | "newImport" | "choose" | "upload" | "seeMonth"): Promise<void> {
    const { common, nav, imports } = this.words;
    const target = {
      skip: () => this.link(common.skip),
      imports: () => this.link(nav.imports),
      newImport: () => this.link(imports.newImport),
      choose: () => this.button(imports.choose),
      upload: () => this.button(imports.upload),
      seeMonth: () => this.link(new RegExp(`^${imports.seeSpend.replace("{month}", ".+")}$`)),
    }[name]();
    await this.tabTo(target);
    await this.page.keyboard.press("Enter");
  }

  private async tabTo(target: Locator): Promise<void> {
    await expect(target).toBeVisible();
    for (let step = 0; step < 300; step++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`the Tab key does not reach ${target}`);
  }

  /** Walks to the trend, moves one day on, and answers what is read out. */
  async nextDay(): Promise<string> {
    await this.tabTo(this.page.getByRole("img").first());
    await this.page.keyboard.press("ArrowRight");
    const reading = this.page.locator("canvas + [aria-live]");
    await expect(reading).not.toBeEmpty();
    return (await reading.textContent()) ?? "";
  }

  /** The slug of the workspace. */
  get workspace(): string {
    return this.slug || (/\/w\/([^/]+)/.exec(this.page.url())?.[1] ?? "");
  }

  private field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  private button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  private link(name: string | RegExp): Locator {
    return this.page.getByRole("link", { name, exact: true });
  }

  private heading(name: string): Locator {
    return this.page.getByRole("heading", { name, exact: true });
  }

  /** The terms of the page and what stands behind them. */
  private async facts(): Promise<Map<string, string>> {
    const [terms, definitions] = await Promise.all([this.page.getByRole("term").allInnerTexts(), this.page.getByRole("definition").allInnerTexts()]);
    return new Map(terms.map((term, index) => [term.trim(), definitions[index]?.trim() ?? ""]));
  }

  private async download(name: string): Promise<Record<string, string>[]> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.link(name).click()]);
    return table(await readFile(await download.path(), "utf8"));
  }
}

/** The cells of rows, their spaces made plain. */
/** The cells of rows, without what opens from them. */
function textsOf(rows: Locator): Promise<string[][]> {
  return rows.evaluateAll((all) =>
    all.map((row) =>
      [...(row as HTMLTableRowElement).cells].map((cell) => {
        const shown = cell.cloneNode(true) as HTMLElement;
        for (const dialog of shown.querySelectorAll("[popover]")) dialog.remove();
        return (shown.textContent ?? "").replace(/\s+/g, " ").trim();
      }),
    ),
  );
}
