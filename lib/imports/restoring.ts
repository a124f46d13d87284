/** How many days an undone import can be restored. */
export const restoreDays = 30;
