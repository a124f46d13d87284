import { attribution, sources } from "./attribution";
import { auth } from "./auth";
import { common } from "./common";
import { imports } from "./imports";
import { models } from "./models";
import { nav } from "./nav";
import { fields, refusals } from "./refusals";
import { savings } from "./savings";
import { settings } from "./settings";
import { spend } from "./spend";

export const en = { attribution, auth, common, fields, imports, models, nav, refusals, savings, settings, sources, spend };
