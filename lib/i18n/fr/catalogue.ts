import { alerts } from "./alerts";
import { analysis } from "./analysis";
import { attribution, sources } from "./attribution";
import { audit } from "./audit";
import { auth } from "./auth";
import { budgets } from "./budgets";
import { byHand } from "./by-hand";
import { chargeback } from "./chargeback";
import { charges } from "./charges";
import { closing } from "./closing";
import { common } from "./common";
import { currency } from "./currency";
import { deliveries } from "./deliveries";
import { efficiency } from "./efficiency";
import { estimate } from "./estimate";
import { find, shortcuts } from "./find";
import { imports } from "./imports";
import { models } from "./models";
import { nav } from "./nav";
import { people } from "./people";
import { prices } from "./prices";
import { reconciliation } from "./reconciliation";
import { reference } from "./reference";
import { fields, refusals } from "./refusals";
import { reports } from "./reports";
import { savings } from "./savings";
import { scenarios } from "./scenarios";
import { settings } from "./settings";
import { spend } from "./spend";
import { takeout } from "./takeout";
import { webhooks } from "./webhooks";

export const fr = {
  alerts,
  analysis,
  attribution,
  audit,
  auth,
  byHand,
  budgets,
  chargeback,
  charges,
  closing,
  reconciliation,
  common,
  currency,
  deliveries,
  efficiency,
  estimate,
  fields,
  find,
  imports,
  models,
  nav,
  people,
  prices,
  reference,
  refusals,
  reports,
  savings,
  scenarios,
  settings,
  shortcuts,
  sources,
  spend,
  takeout,
  webhooks,
};
