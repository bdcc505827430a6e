/** What to know before types of luminaire are published. */
import type { Finding, Luminaires, LuminaireType } from "#contract/design";
import { slug } from "#contract/slug";
import { error, type FindingContext, warning } from "./context.ts";

export function luminairesFindings({ types }: Luminaires, { lights }: FindingContext): Finding[] {
  const used = new Set(lights.flatMap(({ luminaire }) => luminaire ?? []));
  return [...doubles(types), ...types.flatMap((type, index) => [...curveFindings(type, `types.${index}.power`), ...unused(type, `types.${index}.id`, used)])];
}

function doubles(types: readonly LuminaireType[]): Finding[] {
  const first = new Map<string, number>();
  return types.flatMap(({ id }, index) => {
    const before = first.get(id);
    if (before === undefined) first.set(id, index);
    return before === undefined ? [] : [error(`types.${index}.id`, `${id} is the id of type ${before + 1} already: a type has one id`)];
  });
}

/** A curve that goes back has two powers at a level, and one that ends elsewhere gives rated power another meaning. */
function curveFindings({ power, minLevelPct }: LuminaireType, field: string): Finding[] {
  if (power.by === "minimum") return [];
  const { points } = power;
  const findings = points.flatMap(({ levelPct, powerPct }, index) => {
    const before = points[index - 1];
    const at = `${field}.points.${index}`;
    if (before === undefined) return [];
    if (levelPct <= before.levelPct) return [error(`${at}.levelPct`, `${levelPct} % does not follow ${before.levelPct} %: points go up in level`)];
    if (powerPct < before.powerPct) return [error(`${at}.powerPct`, `${powerPct} % is less than ${before.powerPct} % at a lower level: points go up in power`)];
    return [];
  });
  const last = points.at(-1);
  if (last && (last.levelPct !== 100 || last.powerPct !== 100))
    findings.push(error(`${field}.points`, `it ends at ${last.levelPct} % level and ${last.powerPct} % power: the last point is 100 % and 100 %, rated power`));
  const lowest = points[0];
  if (lowest && lowest.levelPct > minLevelPct)
    findings.push(warning(`${field}.points`, `between the minimum of ${minLevelPct} % and ${lowest.levelPct} % nothing was measured: power is taken as level`));
  return findings;
}

function unused({ id }: LuminaireType, field: string, used: ReadonlySet<string>): Finding[] {
  if (used.has(id)) return [];
  const meant = [...used].find((each) => slug(each) === slug(id));
  return [warning(field, `no light of the inventory has this type${meant === undefined ? "" : `: ${meant} is meant?`}`)];
}
