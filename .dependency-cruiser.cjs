/** Which way imports go. The messages say where code belongs. */
module.exports = {
  forbidden: [
    { name: "no-rings", comment: "Two files that want each other hide a third concept.", severity: "error", from: {}, to: { circular: true } },
    {
      name: "app-is-a-leaf",
      comment: "Nothing imports app/, so that a URL can move: put what is shared in components/ or lib/.",
      severity: "error",
      from: { pathNot: "^app/" },
      to: { path: "^app/" },
    },
    {
      name: "lib-below-components",
      comment: "lib/ knows no markup: pass values up.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^components/" },
    },
    {
      name: "components-load-nothing",
      comment: "A component is given what it shows: load it in the page.",
      severity: "error",
      from: { path: "^components/" },
      to: { path: ["/(queries|mutations)\\.ts$", "^lib/(db|session)\\.ts$"] },
    },
    {
      name: "access-is-minted-at-the-gates",
      comment: "Only the session, the API key, the scheduler, the first set-up and tests make an Access.",
      severity: "error",
      from: { pathNot: ["^lib/(session|scheduler|api/key|setup/mutations)\\.ts$", "^lib/testing/", "\\.test\\.ts$"] },
      to: { path: "^lib/access-mint\\.ts$" },
    },
    {
      name: "only-what-runs-by-itself-is-the-scheduler",
      comment: "The scheduler's Access sees all of a workspace: nobody's request may take it.",
      severity: "error",
      from: { pathNot: "^lib/(startup|alerts/check|report-deliveries/delivery)\\.ts$" },
      to: { path: "^lib/scheduler\\.ts$" },
    },
    {
      name: "concepts-are-pure",
      comment: "money and period import nothing of ours.",
      severity: "error",
      from: { path: "^lib/(money|period)\\.ts$" },
      to: { path: "^(lib|app|components)/" },
    },
    {
      name: "only-charts-draw",
      comment: "chart.js is used in components/charts/ only.",
      severity: "error",
      from: { pathNot: "^components/charts/" },
      to: { path: "node_modules/chart\\.js" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules|generated" },
    exclude: { path: "^(generated|\\.next)/" },
  },
};
