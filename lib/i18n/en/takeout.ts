export const takeout = {
  export: "Export",
  exportBody:
    "One archive with all usage as CSV, which Obole can import again, and everything else as JSON lines: imports, prices, members by key, the audit trail.",
  exportAll: "Export everything",
  exportFirst: "Export everything first.",
  delete: "Delete the workspace",
  deleteBody: "Takes out every row of it, at once and for good. The installation keeps only that it was deleted, when and by whom.",
  deleteIt: "Delete…",
  deleteTitle: "Delete {name}?",
  deleteWarning: "Its usage, prices, members, keys and audit trail go. Nothing brings them back but a backup.",
  confirm: "Type {slug} to confirm",
  deleteForGood: "Delete for good",
};
