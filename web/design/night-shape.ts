import type { PreviewNight } from "../../contract/design-api.ts";

export interface Corner {
  readonly atMs: number;
  readonly levelPct: number;
}

/** The line of the level over a night, noon to noon: dark before its first step, sloping where it fades. */
export function nightShape(night: Pick<PreviewNight, "from" | "to" | "steps">): Corner[] {
  const [fromMs, toMs] = [Date.parse(night.from), Date.parse(night.to)];
  const corners: Corner[] = [{ atMs: fromMs, levelPct: 0 }];
  let levelPct = 0;
  night.steps.forEach((step, i) => {
    const atMs = Math.max(fromMs, Date.parse(step.at));
    const next = night.steps[i + 1];
    const endMs = Math.min(atMs + step.fadeMs, next ? Date.parse(next.at) : toMs);
    corners.push({ atMs, levelPct }, { atMs: endMs, levelPct: step.levelPct });
    levelPct = step.levelPct;
  });
  corners.push({ atMs: toMs, levelPct });
  return corners;
}

/** Hours of full output that burn as much light: the area under the line, fades included, h. */
export function fullOutputHours(corners: readonly Corner[]): number {
  return corners.slice(1).reduce((sum, corner, i) => {
    const before = corners[i] ?? corner;
    return sum + ((corner.atMs - before.atMs) / 3_600_000) * ((corner.levelPct + before.levelPct) / 200);
  }, 0);
}
