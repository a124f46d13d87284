"use server";
import { revalidatePath } from "next/cache";
import { action } from "@/lib/action";
import { changeSchedule, createSchedule, deleteSchedule, tryOut } from "@/lib/report-deliveries/mutations";
import { changedScheduleSchema, newScheduleSchema, scheduleIdSchema } from "@/lib/report-deliveries/schema";

const shown = () => revalidatePath("/w/[workspace]/reports/schedules", "page");

export const createReportScheduleAction = action("reports:deliver", newScheduleSchema, async ({ access }, schedule) => {
  await createSchedule(access, schedule);
  shown();
});

export const changeReportScheduleAction = action("reports:deliver", changedScheduleSchema, async ({ access }, { id, schedule }) => {
  await changeSchedule(access, id, schedule);
  shown();
});

export const tryReportScheduleAction = action("reports:deliver", scheduleIdSchema, async ({ access, person }, { id }) => {
  await tryOut(access, id, person.email);
  shown();
});

export const deleteReportScheduleAction = action("reports:deliver", scheduleIdSchema, async ({ access }, { id }) => {
  await deleteSchedule(access, id);
  shown();
});
