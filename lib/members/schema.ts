import { z } from "zod";
import { canBeLimited, roles } from "@/lib/permissions";
import { rowIdSchema } from "@/lib/row-id";

const listed = (given: unknown) => [given ?? []].flat();

/** Dimension ids of teams; one ticked box comes alone, several as a list. None: all teams. */
export const teamsSchema = z.preprocess(listed, z.array(rowIdSchema).max(1000));

/** What somebody may do and see. Messages are codes of `fields`. */
const standingShape = { role: z.enum(roles), teams: teamsSchema };

const seesEnough = (standing: { role: (typeof roles)[number]; teams: number[] }) => !standing.teams.length || canBeLimited(standing.role);

export const withStanding = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object({ ...shape, ...standingShape }).refine((of) => seesEnough(of as Standing), { path: ["teams"], message: "sees_all" });

export type Standing = { role: (typeof roles)[number]; teams: number[] };

export const memberSchema = withStanding({ userId: z.uuid() });
