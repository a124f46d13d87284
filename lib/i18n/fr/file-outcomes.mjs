// What may become of a file, in the words that the pages and the command line share.

export const warnings = {
  future_usage: "Des lignes sont à plus de 48 heures dans l’avenir.",
  no_rows: "Le fichier a un en-tête et aucune ligne.",
  overlaps_source:
    "Une autre source comptée contient de l’usage des mêmes modèles aux mêmes jours ; si les deux ont vu les mêmes appels, ils comptent deux fois. Source : modèle (jours ; jetons ici ↔ là). {detail}",
  overlaps_breakdown:
    "La même source contient des totaux des mêmes modèles aux mêmes jours, ventilés autrement ; ils comptent peut-être deux fois. Ici ↔ là : modèle (jours ; jetons ici ↔ là). {detail}",
  same_file: "Le même fichier a déjà été importé.",
  unpriced_models: "Sans prix : {detail}. Leurs jetons comptent, leur coût est inconnu.",
};

export const failures = {
  archive_bomb: "L’archive se déploie à plus de 200 fois sa taille. Envoyez le fichier décompressé.",
  binary_file:
    "Ce n’est pas un fichier texte. Envoyez du CSV, du JSON ou du JSON par lignes, aussi en .gz ou .zip, ou un classeur en .xlsx (pas .xls).",
  damaged_gzip: "Le fichier gzip est abîmé ou coupé. Refaites-le, ou envoyez le fichier décompressé.",
  damaged_json: "Le JSON est abîmé ou coupé. Exportez-le à nouveau.",
  damaged_workbook: "Le classeur est abîmé. Enregistrez-le à nouveau, ou en CSV.",
  damaged_zip: "Le fichier zip est abîmé ou coupé. Refaites-le, ou envoyez le fichier décompressé.",
  duplicate_column: "Deux colonnes portent le même nom. Retirez-en une ou renommez-la.",
  empty_file: "Le fichier est vide. Exportez-le à nouveau.",
  encrypted_zip: "Le zip est chiffré. Envoyez-le sans mot de passe.",
  header_too_long: "La ligne d’en-tête dépasse 64 Kio. Est-ce bien un tableau d’usage ?",
  missing_column: "Il manque une colonne requise.",
  missing_month: "Le fichier n’a pas de dates. Indiquez de quel mois il est.",
  record_too_long: "Un seul enregistrement dépasse 16 Mio. Est-ce bien un fichier d’usage ? Retirez-en les longs textes.",
  several_sheets:
    "Le classeur doit avoir exactement une feuille, dont la première ligne est l’en-tête. Retirez les autres, ou enregistrez la bonne en CSV.",
  too_large:
    "C’est plus qu’on ne peut déployer ici. Envoyez les données elles-mêmes en CSV ou en JSON par lignes, aussi en .gz : elles sont lues au fil de l’envoi.",
  too_many_groups: "Trop de lignes du fichier se tiennent chacune sur plusieurs lignes. Exportez une période plus courte à la fois.",
  unclosed_quote: "Un guillemet s’ouvre et ne se referme jamais.",
  unknown_format: "Aucun format connu n’a ces colonnes ou ces clés. Les colonnes d’un tableau à vous peuvent être associées à la main.",
  unsafe_zip: "Le zip contient un fichier qui se poserait hors de son dossier. Compressez à nouveau le fichier seul.",
  wrong_format: "Le fichier n’est pas du format choisi. Laissez-le être reconnu, ou choisissez-en un autre.",
  zip_contents: "Le zip doit contenir exactement un fichier de données : .csv, .json, .jsonl, .ndjson ou .txt. Envoyez-en plusieurs un par un.",
};

export const reasons = {
  ambiguous_number: "un nombre qui se lit de deux façons",
  ambiguous_timestamp: "jour ou mois d’abord ? Écrivez 2026-06-30",
  bad_cost: "pas de montant lisible",
  bad_json: "pas de JSON lisible",
  bad_quantity: "pas de quantité lisible",
  bad_timestamp: "pas d’heure lisible",
  cached_exceeds_input: "plus de jetons en cache que d’entrée",
  column_count: "un autre nombre de colonnes que l’en-tête",
  fractional_tokens: "une fraction de jeton",
  missing_model: "pas de modèle",
  missing_timestamp: "pas d’heure",
  missing_tokens: "pas de jetons d’entrée ou de sortie",
  negative_tokens: "un nombre négatif",
  not_a_number: "pas un nombre",
  overflow_tokens: "un nombre démesuré",
  reasoning_exceeds_output: "plus de jetons de raisonnement que de sortie",
  repeated_header: "l’en-tête une fois de plus",
  scientific_notation: "un nombre arrondi par un tableur",
  timestamp_out_of_range: "une année avant 2018 ou après 2100",
  token_mismatch: "des jetons qui ne font pas leur total",
  totals_row: "une ligne de totaux",
  unknown_type: "un type d’usage inconnu",
  value_too_long: "un nom de plus de 500 caractères",
};
