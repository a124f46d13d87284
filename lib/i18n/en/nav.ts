export const nav = {
  pages: "Pages",
  main: "Main",
  spend: "Spend",
  savings: "Savings",
  models: "Models",
  imports: "Imports",
  settings: "Settings",
  signOut: "Sign out",
  workspaces: "Workspaces",
  allWorkspaces: "All workspaces",
};
