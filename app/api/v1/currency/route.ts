import { parseJson, parseQuery } from "@/lib/api/parse";
import { apiRoute } from "@/lib/api/route";
import { noQuerySchema } from "@/lib/api/wire";
import { now } from "@/lib/clock";
import { currencyJson } from "@/lib/currency/json";
import { chooseCurrency } from "@/lib/currency/mutations";
import { currenciesUsed, monthRates } from "@/lib/currency/queries";
import { currencyQuerySchema, reportingCurrencySchema } from "@/lib/currency/schema";
import { monthOf } from "@/lib/period";

/** The reporting currency, and the rates of a month. */
export const GET = apiRoute("finance:see", async ({ access, url }) => {
  const { month = monthOf(now(), access.timezone) } = parseQuery(url, currencyQuerySchema);
  const used = await currenciesUsed(access);
  return Response.json(currencyJson(await monthRates(access, month, [...used]), used));
});

/** Chooses the reporting currency, and which rate a month has. */
export const PUT = apiRoute("finance:write", async ({ access, request, url }) => {
  parseQuery(url, noQuerySchema);
  return Response.json(await chooseCurrency(access, await parseJson(request, reportingCurrencySchema)));
});
