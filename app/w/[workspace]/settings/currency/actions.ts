"use server";
import { revalidatePath } from "next/cache";
import { action } from "@/lib/action";
import { clientAddress } from "@/lib/auth";
import { chooseCurrency, recordRate, withdrawRates } from "@/lib/currency/mutations";
import { rateFormSchema, reportingCurrencySchema, withdrawRatesSchema } from "@/lib/currency/schema";

const everything = () => revalidatePath("/w", "layout");

export const chooseCurrencyAction = action("finance:write", reportingCurrencySchema, async ({ access }, chosen) => {
  await chooseCurrency(access, chosen, { address: await clientAddress() });
  everything();
});

export const recordRateAction = action("finance:write", rateFormSchema, async ({ access }, rate) => {
  await recordRate(access, rate, { address: await clientAddress() });
  everything();
});

export const withdrawRatesAction = action("finance:write", withdrawRatesSchema, async ({ access }, { id }) => {
  await withdrawRates(access, id, { address: await clientAddress() });
  everything();
});
