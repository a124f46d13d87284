import type { common as en } from "../en/common";
import type { Words } from "../words";

export const common: Words<typeof en> = {
  product: "Obole",
  tagline: "Ce que coûtent vos modèles de langage, au jeton près. Chaque chiffre se déplie jusqu’ici.",
  skip: "Aller au contenu",
  worked: { in: "1 000 000 jetons en entrée", out: "1 000 000 jetons en sortie", model: "Mistral Medium 3.1" },
  language: "Langue",
  languages: { en: "English", fr: "Français" },
  otherLanguage: "English",
  cancel: "Annuler",
  close: "Fermer",
  copying: { copy: "Copier", copied: "Copié", failed: "Copie impossible" },
  saved: "Enregistré.",
  sample: "Données d’exemple",
  sampleNotice: "Cet espace montre des données d’exemple : une petite entreprise, sur six mois.",
  removeSample: "Retirer les données d’exemple",
  busy: "Un instant…",
  notFound: "Cette page n’existe pas",
  notFoundBody: "Ou elle ne vous est pas ouverte. L’adresse est peut-être mal saisie.",
  home: "Vers votre espace",
  failed: "Un problème est survenu",
  failedBody: "Les détails sont dans le journal du serveur, sous le numéro {id}. Rien n’est resté à moitié écrit.",
  retry: "Réessayer",
  loading: "Chargement",
  choose: "Choisir",
  actors: { key: "une clé d’API", system: "le système", gone: "quelqu’un" },
};
