import "server-only";
import type pg from "pg";
import type { Access } from "@/lib/access";
import { audit } from "@/lib/audit";
import { now } from "@/lib/clock";
import { transaction } from "@/lib/db";
import { Refusal } from "@/lib/errors";
import { decimalText, dollars } from "@/lib/money";
import { bookModel } from "@/lib/pricing/book";
import { priceBook } from "@/lib/pricing/queries";
import { valueId } from "@/lib/usage/known-name";
import type { Budget, BudgetScope, BudgetTerms } from "./budget";
import { budgetJson } from "./json";
import { budgetById } from "./queries";
import type { BudgetChange, NewBudget } from "./schema";

type From = { address?: string | undefined };

const most = 200;

/** Makes a budget. Throws `invalid_input` for a name that nothing counts under. */
export async function createBudget(access: Access, { scope, ...terms }: NewBudget, { address }: From = {}): Promise<Budget> {
  const teamId = await checkedScope(access, scope);
  return transaction(async (client) => {
    const { rows: there } = await client.query<{ count: number }>(
      `select count(*)::int as count from budget
       where withdrawn_at is null and workspace_id = (select id from workspace where id = $1 for no key update)`,
      [access.workspaceId],
    );
    if ((there[0]?.count ?? 0) >= most) throw wrong("scope", "too_many_budgets", `a workspace has ${most} budgets at most; withdraw one first`);
    const { rows } = await client.query<{ id: number }>(
      "insert into budget (workspace_id, scope, name, team_id, created_at, created_by) values ($1, $2, $3, $4, $5, $6) returning id",
      [access.workspaceId, scope.kind, scope.name, teamId, new Date(now()), access.actor],
    );
    const id = rows[0]?.id ?? 0;
    await recordTerms(client, access, id, terms);
    const budget = await budgetById(access, id, client);
    await audit(client, access, { action: "budget.created", target: String(id), after: budgetJson(budget), address });
    return budget;
  });
}

/** Supersedes the terms of a budget, from a month on: months before keep theirs. Throws `not_found`, `invalid_input`, `rule_not_in_force`. */
export async function changeBudget(access: Access, id: number, change: BudgetChange, { address }: From = {}): Promise<Budget> {
  return transaction(async (client) => {
    const before = await inForce(client, access, id);
    const current = before.versions.at(-1);
    if (!current) throw new Error(`budget ${id} has no terms`);
    const terms: BudgetTerms = {
      amount: change.amount ?? current.amount,
      from: change.from ?? current.from,
      to: change.to === undefined ? current.to : change.to,
      thresholds: change.thresholds ?? current.thresholds,
      note: change.note === undefined ? current.note : change.note,
    };
    if (terms.to !== null && terms.to < terms.from)
      throw wrong("to", "before_the_start", `the last month cannot lie before the first, ${terms.from}`);
    await recordTerms(client, access, id, terms);
    return changed(client, access, before, "budget.changed", address);
  });
}

/** Takes a budget out of force; it can be brought back. Throws `not_found`, `rule_not_in_force`. */
export async function withdrawBudget(access: Access, id: number, { address }: From = {}): Promise<Budget> {
  return transaction(async (client) => {
    const before = await inForce(client, access, id);
    await client.query("update budget set withdrawn_at = $3, withdrawn_by = $4 where workspace_id = $1 and id = $2", [
      ...[access.workspaceId, id, new Date(now()), access.actor],
    ]);
    return changed(client, access, before, "budget.withdrawn", address);
  });
}

/** Brings a budget back that was withdrawn. Throws `not_found`. */
export async function restoreBudget(access: Access, id: number, { address }: From = {}): Promise<Budget> {
  return transaction(async (client) => {
    const before = await budgetById(access, id, client);
    if (before.withdrawnAt === null) throw new Refusal("not_found", `there is no withdrawn budget ${id}`);
    await client.query("update budget set withdrawn_at = null, withdrawn_by = null where workspace_id = $1 and id = $2", [access.workspaceId, id]);
    return changed(client, access, before, "budget.restored", address);
  });
}

/** Checks that there can be spend of a scope. Answers the id of its team, 0 for none. */
async function checkedScope(access: Access, { kind, name }: BudgetScope): Promise<number> {
  if (kind === "workspace" || name === null) return 0;
  if (kind === "team") return valueId(access, kind, name);
  if (kind === "project") {
    await valueId(access, kind, name);
    return 0;
  }
  const book = await priceBook();
  const [provider = "", ...rest] = name.split("/");
  const isKnown = kind === "model" ? bookModel(book, provider, rest.join("/")) !== null : book.models.some((model) => model.provider === name);
  if (!isKnown) throw wrong(kind, "unknown_name", `the price book has no ${kind} ${name}${kind === "model" ? "; write it as provider/model" : ""}`);
  return 0;
}

async function recordTerms(client: pg.ClientBase, access: Access, id: number, { amount, from, to, thresholds, note }: BudgetTerms): Promise<void> {
  const told = thresholds.map(({ percent, of }) => ({ percent: decimalText(percent), of }));
  await client.query(
    `insert into budget_version (workspace_id, budget_id, amount, from_month, to_month, thresholds, note, recorded_at, recorded_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [access.workspaceId, id, dollars(amount), from, to, JSON.stringify(told), note, new Date(now()), access.actor],
  );
}

async function changed(client: pg.ClientBase, access: Access, before: Budget, action: string, address: string | undefined): Promise<Budget> {
  const after = await budgetById(access, before.id, client);
  await audit(client, access, { action, target: String(before.id), before: budgetJson(before), after: budgetJson(after), address });
  return after;
}

/** A budget that nobody else changes meanwhile. */
async function inForce(client: pg.ClientBase, access: Access, id: number): Promise<Budget> {
  await client.query("select from budget where workspace_id = $1 and id = $2 for update", [access.workspaceId, id]);
  const budget = await budgetById(access, id, client);
  if (budget.withdrawnAt !== null) throw new Refusal("rule_not_in_force", `budget ${id} was withdrawn before`);
  return budget;
}

function wrong(path: string, code: string, detail: string): Refusal {
  return new Refusal("invalid_input", detail, { errors: [{ path, code, detail }] });
}
