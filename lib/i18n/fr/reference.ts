import type { reference as en } from "../en/reference";
import type { Words } from "../words";

export const reference: Words<typeof en> = {
  title: "Référence de l’API",
  lead: "Tous les appels, tirés des schémas mêmes qui vérifient les requêtes. Les montants sont des décimaux exacts, en dollars et sous forme de texte ; la clé s’envoie par Authorization: Bearer.",
  examples: "Exemples",
  examplesLead: "Ils lisent OBOLE_URL et OBOLE_KEY dans l’environnement et s’exécutent tels quels.",
  calls: "Appels",
  scope: "La clé doit avoir la portée {scope}.",
  open: "Ouvert à tous.",
  parameters: "Paramètres",
  body: "Corps",
  name: "Nom",
  type: "Type",
  meaning: "Sens",
  required: "requis",
};
