import { expect, test } from "./fixtures";

test.use({ locale: "fr-FR" });

// Input contains what was read from the cache: 1.2345 M in, of it 0.2345 M cached. mistral-medium-2508 costs 0.40 in and 2.00 out, a million, and has no price
// of its own for what is cached: 1 × 0.40 + 0.2345 × 0.40 + 0.5 × 2 = 1.4938
const lines = ["Jour;Modèle;Entrée (k);dont cache (k);Sortie (k);Équipe;Coût", "14/06/2026;mistral-medium-2508;1.234,5;234,5;500;Études;1,50 €"];

test("a file with columns of its own is mapped once, checked, added, and recognised the next time", async ({ obole, file }) => {
  await obole.open("imports/new");
  await obole.chooseFile(await file("mistral.csv", `${lines.join("\n")}\n`));
  expect(await obole.mapping()).toEqual({
    Heure: "Jour",
    Modèle: "Modèle",
    "Jetons d’entrée": "Entrée (k)",
    "Lus dans le cache": "dont cache (k)",
    "Jetons de sortie": "Sortie (k)",
    Équipe: "Équipe",
    Coût: "Coût",
  });
  await obole.sameForAllRows("provider", "mistral");
  await obole.rowsAre("rowTotal");
  await expect
    .poll(() => obole.preview())
    .toEqual([["2", "2026-06-14 00:00:00", "mistral-medium-2508", "Études", "1 000 000", "234 500", "500 000", "1,49 $"]]);
  await obole.saveTemplate("Mistral");
  expect(await obole.checkFirst()).toEqual([["juin 2026", "0,00 $", "1,49 $", "+1,49 $"]]);
  await obole.addFile();
  expect(await obole.receipt()).toMatchObject({ added: "1", read: "1" });

  await obole.open("imports/new");
  await obole.renameTemplate("Mistral, par jour");
  await obole.chooseFile(await file("juillet.csv", `${lines.join("\n")}\n15/06/2026;mistral-medium-2508;1;0;1;Études;\n`));
  await obole.expectTemplate("Mistral, par jour");
  await expect.poll(async () => (await obole.preview()).length).toBe(2);
  await obole.addFile();
  expect(await obole.receipt()).toMatchObject({ added: "1", known: "1" });
});
