import { termsFields } from "@/components/budgets/budget-fields";
import { ActionForm, type FormField } from "@/components/ui/action-form";
import { knownNames } from "@/lib/attribution/queries";
import { scopeKinds } from "@/lib/budgets/budget";
import { now } from "@/lib/clock";
import { currentLocale } from "@/lib/i18n/current";
import { messagesOf } from "@/lib/i18n/messages";
import { translatorOf } from "@/lib/i18n/translator";
import { isMonth, monthOf } from "@/lib/period";
import { priceBook } from "@/lib/pricing/queries";
import { requireWorkspace } from "@/lib/session";
import { createBudgetAction } from "../actions";

/** A new budget; `amount`, `scope` (workspace, or team:, project:, model:, provider: and a name), `from` and `note` of the address fill the form in. */
export default async function NewBudgetPage({ params, searchParams }: PageProps<"/w/[workspace]/budgets/new">) {
  const { workspace: slug } = await params;
  const { access, workspace } = await requireWorkspace(slug, "budgets:write", `/w/${slug}/budgets/new`);
  const asked = await searchParams;
  const given = (name: string) => [asked[name]].flat()[0]?.slice(0, 500) ?? "";
  const [names, book, locale] = await Promise.all([knownNames(access), priceBook(), currentLocale()]);
  const t = translatorOf(locale, "budgets");
  const { refusals, fields: wrongs } = messagesOf(locale);
  const colon = given("scope").indexOf(":");
  const [kind, name] = colon < 0 ? [given("scope"), ""] : [given("scope").slice(0, colon), given("scope").slice(colon + 1)];
  const models = book.models.map(({ provider, id }) => `${provider}/${id}`);
  const providers = new Set([...names.provider, ...book.models.map(({ provider }) => provider)]);
  const [amount, ...terms] = termsFields(t, {
    typed: given("amount"),
    note: given("note"),
    from: isMonth(given("from")) ? given("from") : monthOf(now(), workspace.timezone),
  });
  const fields: FormField[] = [
    ...(amount ? [amount] : []),
    {
      ...{ name: "scope", label: t("scopeLabel"), type: "select", value: scopeKinds.find((each) => each === kind) ?? "workspace" },
      options: scopeKinds.map((value) => ({ value, label: t(`scopes.${value}`) })),
    },
    {
      ...{ name: "name", label: t("nameLabel"), hint: t("nameHint"), value: name, isRequired: false },
      suggestions: [...names.team, ...names.project, ...providers, ...models],
    },
    ...terms,
  ];
  return (
    <>
      <title>{`${t("new")} · Obole`}</title>
      <p style={{ marginBottom: 10, fontSize: 13 }}>
        <a href={`/w/${slug}/budgets`}>{t("back")}</a>
      </p>
      <div className="head">
        <h1>{t("new")}</h1>
      </div>
      <div style={{ maxWidth: 460 }}>
        <ActionForm
          action={createBudgetAction.bind(null, slug)}
          fields={fields}
          submit={t("save")}
          words={{ saved: t("saved"), refusals, fields: wrongs }}
        />
      </div>
    </>
  );
}
