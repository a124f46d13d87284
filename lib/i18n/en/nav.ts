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
  live: {
    pause: "Pause live updates",
    resume: "Resume live updates",
    updated: "Updated just now",
    waiting: "There are new figures.",
    show: "Show them",
  },
};
