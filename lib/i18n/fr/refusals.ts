import type { fields as enFields, refusals as enRefusals } from "../en/refusals";
import type { Words } from "../words";

export const refusals: Words<typeof enRefusals> = {
  invalid_input: "Certains champs sont à revoir.",
  unparseable: "Ceci n’a pas pu être lu.",
  short_body: "L’envoi s’est interrompu. Rien n’a été gardé ; envoyez le fichier à nouveau.",
  unauthenticated: "Votre session est terminée. Reconnectez-vous.",
  not_allowed: "Votre rôle ne le permet pas.",
  wrong_origin: "Ceci ne vient pas de l’une de nos pages.",
  not_found: "Cet élément n’existe plus.",
  method_not_allowed: "Cela n’est pas possible ici.",
  conflict: "Cela existe déjà.",
  import_not_done: "Cet import n’est pas terminé : il n’y a rien à annuler.",
  import_not_undone: "Cet import n’est pas annulé : il n’y a rien à rétablir.",
  restore_too_late: "Il a été annulé il y a plus de 30 jours. Envoyez le fichier à nouveau.",
  already_set_up: "Le propriétaire existe déjà. Connectez-vous.",
  body_too_large: "C’est trop volumineux.",
  unreadable_file: "Le fichier n’a pas pu être lu.",
  row_rejected: "La ligne a été refusée.",
  range_too_long: "La période est trop longue pour des heures.",
  too_many_rows: "La réponse serait trop longue. Choisissez une période plus courte.",
  unknown_model: "Ce modèle n’est pas au tarif.",
  too_many_requests: "Trop de demandes à la fois. Patientez un peu.",
  internal: "Un problème est survenu de notre côté.",
  busy: "L’espace est en cours de recalcul. Réessayez dans un instant.",
  unavailable: "Indisponible pour l’instant.",
};

export const fields: Words<typeof enFields> = {
  required: "Ce champ est à remplir.",
  too_long: "C’est trop long.",
  too_short: "Au moins 8 caractères.",
  too_common: "Ce mot de passe est parmi les premiers que l’on essaierait.",
  not_an_email: "Ce n’est pas une adresse e-mail.",
  not_a_zone: "Ce n’est pas un fuseau horaire.",
  wrong_password: "Ce n’est pas votre mot de passe actuel.",
  wrong_token: "Ce n’est pas le jeton du journal.",
  not_a_ratio: "Un nombre supérieur à 0, à six décimales au plus.",
  not_a_date: "Ce n’est pas une date.",
  choose_one: "Choisissez-en au moins un.",
  same_name: "Ce sont les mêmes.",
  circle: "Cela ramènerait une valeur à elle-même. Retirez d’abord l’autre fusion.",
};
