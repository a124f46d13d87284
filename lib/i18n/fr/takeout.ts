import type { takeout as en } from "../en/takeout";
import type { Words } from "../words";

export const takeout: Words<typeof en> = {
  export: "Export",
  exportBody:
    "Une archive avec tout l’usage en CSV, qu’Obole sait réimporter, et tout le reste en lignes JSON : imports, prix, membres par clé, journal d’audit.",
  exportAll: "Tout exporter",
  exportFirst: "Exportez d’abord tout.",
  delete: "Supprimer l’espace",
  deleteBody: "Retire toutes ses lignes, tout de suite et définitivement. L’installation garde seulement qu’il a été supprimé, quand et par qui.",
  deleteIt: "Supprimer…",
  deleteTitle: "Supprimer {name} ?",
  deleteWarning: "Usage, prix, membres, clés et journal d’audit disparaissent. Seule une sauvegarde peut les ramener.",
  confirm: "Saisissez {slug} pour confirmer",
  deleteForGood: "Supprimer définitivement",
};
