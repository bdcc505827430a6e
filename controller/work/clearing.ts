/** Whether what an order was made for is gone, as the lights themselves tell it. */
import type { FaultKind, FaultState } from "#contract/faults";
import type { WorkOrder } from "#contract/work";

export interface FaultNow {
  readonly kind: FaultKind;
  readonly state: FaultState;
  readonly text: string;
}

/** What stands of a light now; undefined when it is not in the inventory. */
export type FaultsNow = (light: string) => readonly FaultNow[] | undefined;

export interface Clearing {
  readonly isClear: boolean;
  readonly text: string;
}

/** While one of these stands nothing is heard from the light, so that nothing else can be seen to have cleared. */
const deaf: readonly FaultKind[] = ["communication-failure", "supply-loss"];
/** Lights named in the answer; the page shows the rest. */
const lightsNamed = 5;

/** What stands of the order's kinds at its lights. Pending counts: it is not over. Lights that are no longer in the inventory are left out. */
export function clearingOf({ kinds, lights }: Pick<WorkOrder, "kinds" | "lights">, faultsOf: FaultsNow): Clearing {
  if (kinds.length === 0 || lights.length === 0) return { isClear: true, text: "There is nothing to measure: closed on the word of who did it." };
  const seen = lights.flatMap((light) => {
    const faults = faultsOf(light);
    return faults === undefined
      ? []
      : [{ light, standing: faults.find(({ kind, state }) => state !== "cleared" && (kinds.includes(kind) || deaf.includes(kind))) }];
  });
  const left = seen.flatMap(({ light, standing }) => (standing ? [`${light}: ${standing.kind}, ${standing.text}`] : []));
  if (seen.length === 0) return { isClear: true, text: "Its lights are no longer in the inventory." };
  if (left.length === 0) return { isClear: true, text: seen.length === 1 ? "The fault has cleared." : `The faults of all ${seen.length} lights have cleared.` };
  const more = left.length > lightsNamed ? `; and ${left.length - lightsNamed} more` : "";
  return { isClear: false, text: `Still there at ${left.length} of ${seen.length} lights: ${left.slice(0, lightsNamed).join("; ")}${more}.`.slice(0, textMax) };
}

/** As long as a line of an order's history may be. */
const textMax = 500;
