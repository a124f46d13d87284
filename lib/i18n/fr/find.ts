import type { find as enFind, shortcuts as enShortcuts } from "../en/find";
import type { Words } from "../words";

export const find: Words<typeof enFind> = {
  title: "Aller à",
  open: "Aller à…",
  placeholder: "Une page, une vue, un modèle, une équipe, un projet, une personne, un espace",
  submit: "Rechercher",
  results: "Résultats",
  kinds: { page: "Pages", view: "Vues", model: "Modèles", team: "Équipes", project: "Projets", user: "Personnes", workspace: "Espaces de travail" },
  none: "Rien ici ne porte ce nom.",
  failed: "La recherche est restée sans réponse. Modifiez votre saisie pour réessayer.",
  keys: "↑ ↓ pour choisir, Entrée pour y aller, Échap pour fermer",
};

export const shortcuts: Words<typeof enShortcuts> = {
  title: "Raccourcis clavier",
  followedBy: "puis",
  goTo: "Aller à : {page}",
  find: "Aller à une page, une vue, un modèle, une équipe ou un espace",
  filter: "Filtrer la liste de cette page",
  previous: "Période précédente",
  next: "Période suivante",
  chart: "Lire un graphique point par point, une fois sélectionné",
  help: "Cette liste",
  note: "Ces touches sont inactives pendant la saisie. Vous pouvez les désactiver dans votre profil.",
  off: "Les touches seules sont désactivées dans votre profil.",
};
