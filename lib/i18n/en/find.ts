export const find = {
  title: "Go to",
  open: "Go to…",
  placeholder: "A page, view, model, team, project, user or workspace",
  submit: "Search",
  results: "Results",
  kinds: { page: "Pages", view: "Views", model: "Models", team: "Teams", project: "Projects", user: "Users", workspace: "Workspaces" },
  none: "Nothing here is called that.",
  failed: "The search got no answer. Change what you typed to try again.",
  keys: "↑ ↓ to choose, Enter to go there, Esc to close",
};

export const shortcuts = {
  title: "Keyboard shortcuts",
  followedBy: "then",
  goTo: "Go to: {page}",
  find: "Go to any page, view, model, team or workspace",
  filter: "Filter the list on this page",
  previous: "Period before",
  next: "Period after",
  chart: "Read a chart point by point, once it has the focus",
  help: "This list",
  note: "Single keys do nothing while you type. They can be switched off in your profile.",
  off: "Single keys are switched off in your profile.",
};
