import type { nav as en } from "../en/nav";
import type { Words } from "../words";

export const nav: Words<typeof en> = {
  pages: "Pages",
  main: "Principal",
  spend: "Dépenses",
  efficiency: "Efficacité",
  savings: "Économies",
  estimate: "Estimer",
  models: "Modèles",
  imports: "Imports",
  reports: "Rapports",
  chargeback: "Refacturation",
  charges: "Frais",
  budgets: "Budgets",
  reconciliation: "Rapprochement",
  settings: "Réglages",
  more: "Plus",
  signOut: "Se déconnecter",
  workspaces: "Espaces de travail",
  allWorkspaces: "Tous les espaces",
  live: {
    pause: "Suspendre le direct",
    resume: "Reprendre le direct",
    updated: "Mis à jour à l’instant",
    waiting: "De nouveaux chiffres sont là.",
    show: "Les afficher",
  },
};
