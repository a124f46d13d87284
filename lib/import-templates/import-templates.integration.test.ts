import { expect, test } from "vitest";
import { auditTrail } from "@/lib/audit/queries";
import { mappingSchema } from "@/lib/imports/mapping";
import { freshDatabase, freshWorkspace } from "@/lib/testing/database";
import { deleteTemplate, renameTemplate, saveTemplate } from "./mutations";
import { importTemplates } from "./queries";

freshDatabase();

const header = ["Jour", "Modèle", "Entrée", "Sortie"];
const mapping = mappingSchema.parse({
  columns: { timestamp: "Jour", model: "Modèle", input_tokens: "Entrée", output_tokens: "Sortie" },
  ...{ constants: { provider: "mistral" }, date_order: "dmy", decimal_mark: "," },
});

test("a template is offered for the same header in any order, in its own workspace only", async () => {
  const access = await freshWorkspace();
  const id = await saveTemplate(access, { name: "Mistral", header, mapping });
  expect(await importTemplates(access, header.toReversed())).toMatchObject([{ id, name: "Mistral", mapping }]);
  expect(await importTemplates(access, [...header, "Coût"])).toEqual([]);
  expect(await importTemplates(await freshWorkspace(), header)).toEqual([]);
});

test("saved again under its name it is replaced, and all that is done to it is in the audit trail", async () => {
  const access = await freshWorkspace();
  const id = await saveTemplate(access, { name: "Mistral", header, mapping });
  expect(await saveTemplate(access, { name: "Mistral", header, mapping: { ...mapping, unit: "thousands" } })).toBe(id);
  const other = await saveTemplate(access, { name: "Other", header, mapping });
  await expect(renameTemplate(access, other, "Mistral")).rejects.toMatchObject({ code: "conflict" });
  await renameTemplate(access, id, "Mistral, monthly");
  expect((await importTemplates(access)).map(({ name, mapping }) => [name, mapping.unit])).toEqual([
    ["Mistral, monthly", "thousands"],
    ["Other", "tokens"],
  ]);
  await deleteTemplate(access, id);
  await expect(deleteTemplate(access, id)).rejects.toMatchObject({ code: "not_found" });
  await expect(renameTemplate(await freshWorkspace(), other, "x")).rejects.toMatchObject({ code: "not_found" });
  const { items } = await auditTrail(access, { limit: 10 });
  expect(items.map(({ action }) => action).reverse()).toEqual([
    ...["import_template.saved", "import_template.saved", "import_template.saved", "import_template.renamed", "import_template.deleted"],
  ]);
});
