import type { auth as en } from "../en/auth";
import type { Words } from "../words";

export const auth: Words<typeof en> = {
  signIn: "Se connecter",
  email: "Adresse e-mail",
  password: "Mot de passe",
  wrong: "Cette adresse et ce mot de passe ne vont pas ensemble.",
  tooMany: "Trop de tentatives. Patientez un quart d’heure, puis réessayez.",
  forgotten: "Oublié ? Adressez-vous au propriétaire de votre espace.",
  onThisServer: "Tout reste sur ce serveur.",
  setUp: {
    title: "Préparez votre espace",
    lead: "Vous êtes la première personne ici : vous en devenez propriétaire. Cette page se fermera ensuite pour de bon.",
    name: "Votre nom",
    email: "Votre adresse e-mail",
    password: "Mot de passe",
    passwordHint: "Au moins 8 caractères ; 15 valent mieux. Rien d’autre n’est exigé.",
    workspace: "Espace de travail",
    timezone: "Jours et mois à l’heure de",
    locale: "Langue de l’espace",
    token: "Jeton d’installation",
    tokenHint: "Il figure dans le journal du serveur, car ce port est ouvert à d’autres.",
    beginWith: "Commencer avec",
    ownFile: "Notre propre fichier d’usage",
    ownFileHint: "Un CSV canonique ; un exemple est sur la page",
    sample: "Des données d’exemple",
    sampleHint: "Une petite entreprise, six mois ; retirées en un clic",
    create: "Créer l’espace",
  },
};
