import { z } from "zod";
import { locales } from "@/lib/i18n/locale";
import { isEmail } from "@/lib/people/email";
import { type ReportFormat, reportFormats } from "@/lib/reports/format";
import { lastDay, lastWorkingDay, type NewSchedule } from "./schedule";

const mostRecipients = 50;
const formats = Object.keys(reportFormats) as [ReportFormat, ...ReportFormat[]];

const recipients = z
  .string()
  .max(20_000, "too_long")
  .transform((text) => [
    ...new Set(
      text
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter(Boolean),
    ),
  ])
  .refine((all) => all.length > 0, "required")
  .refine((all) => all.length <= mostRecipients, "too_many_recipients")
  .refine((all) => all.every(isEmail), "not_an_email");

/** `day-3`, or `working-3`. */
const timing = z.string().transform((text, context) => {
  const [, kind, number] = /^(day|working)-(\d{1,2})$/.exec(text) ?? [];
  const [day, isWorkingDay] = [Number(number), kind === "working"];
  if (day >= 1 && day <= (isWorkingDay ? lastWorkingDay : lastDay)) return { day, isWorkingDay };
  context.addIssue({ code: "custom", message: "choose_one" });
  return z.NEVER;
});

/** The fields of the form; one ticked box comes alone, several as a list. Messages are codes of `fields`. */
const scheduleFields = z.object({
  when: timing,
  hour: z.coerce.number().int().min(0).max(23),
  formats: z.preprocess((given) => [given ?? []].flat(), z.array(z.enum(formats)).min(1, "choose_one")),
  locale: z.enum(locales),
  recipients,
});

export const newScheduleSchema = scheduleFields.transform(({ when, ...rest }): NewSchedule => ({ ...rest, ...when }));

export const scheduleIdSchema = z.object({ id: z.uuid() });

export const changedScheduleSchema = scheduleIdSchema
  .extend(scheduleFields.shape)
  .transform(({ id, when, ...rest }): { id: string; schedule: NewSchedule } => ({ id, schedule: { ...rest, ...when } }));

export const unsubscribeSchema = z.object({ token: z.string().max(100) });
