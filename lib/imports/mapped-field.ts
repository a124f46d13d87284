/** What every row of a mapped file may have alike. */
export const constantFields = ["provider", "model", "service_tier", "team", "project", "user", "api_key"] as const;

/** What its token columns count in. */
export const tokenUnits = ["tokens", "thousands", "millions"] as const;
export type TokenUnit = (typeof tokenUnits)[number];
