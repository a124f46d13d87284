"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { action } from "@/lib/action";
import { clientAddress } from "@/lib/auth";
import { recordInvoice, withdrawInvoice } from "@/lib/reconciliation/invoices";
import { noteDifference, setTolerance } from "@/lib/reconciliation/notes";
import { invoiceFormSchema, noteFormSchema, toleranceFormSchema } from "@/lib/reconciliation/schema";
import { rowIdSchema } from "@/lib/row-id";

const everything = () => revalidatePath("/w", "layout");

export const recordInvoiceAction = action("finance:write", invoiceFormSchema, async ({ access }, invoice) => {
  await recordInvoice(access, invoice, { address: await clientAddress() });
  everything();
});

export const withdrawInvoiceAction = action("finance:write", z.object({ id: rowIdSchema }), async ({ access }, { id }) => {
  await withdrawInvoice(access, id, { address: await clientAddress() });
  everything();
});

export const noteDifferenceAction = action("finance:write", noteFormSchema, async ({ access }, note) => {
  await noteDifference(access, note, { address: await clientAddress() });
  everything();
});

export const setToleranceAction = action("finance:write", toleranceFormSchema, async ({ access }, tolerance) => {
  await setTolerance(access, tolerance, { address: await clientAddress() });
  everything();
});
