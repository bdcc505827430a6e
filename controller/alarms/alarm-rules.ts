/** Which incidents need a person now, and how urgently: data. The first rule that fits an incident decides; one that none fits becomes work. */
import { z } from "zod";
import { CauseKind, type Incident, Priority } from "#contract/alarms";
import { FaultKind, Severity } from "#contract/faults";

/** Every condition that is given must be met. */
export const AlarmRule = z.strictObject({
  name: z.string().min(1).max(100),
  kinds: z.array(FaultKind).min(1),
  causes: z.array(CauseKind).min(1).optional(),
  severities: z.array(Severity).min(1).optional(),
  /** The fewest lights now. */
  lightsMin: z.int().min(1).optional(),
  /** The fewest lights next to each other in one street. */
  inARowMin: z.int().min(2).optional(),
  /** Their least share of all lights of the feeder, gateway, street or firmware, %. */
  sharePctMin: z.number().min(0).max(100).optional(),
  /** At least one stands where light must never fall below a level: crossings, underpasses, conflict areas (neverBelowPct of a section). */
  isSensitive: z.literal(true).optional(),
  priority: Priority,
  /** Nobody has acknowledged it for so long: told to the next in the rota, min. */
  escalateMin: z.int().min(1).max(10_080),
});
export type AlarmRule = z.infer<typeof AlarmRule>;

export const AlarmRules = z.strictObject({ rules: z.array(AlarmRule).max(100) });
export type AlarmRules = z.infer<typeof AlarmRules>;

/** What a rule may ask of an incident. */
export interface IncidentFacts extends Pick<Incident, "kind" | "cause" | "severity" | "lightsNow"> {
  readonly inARow: number;
  readonly sharePct: number;
  readonly isSensitive: boolean;
}

/** The rule that makes an incident an alarm; undefined when it is work. */
export const ruleFor = ({ rules }: AlarmRules, facts: IncidentFacts): AlarmRule | undefined => rules.find((rule) => fits(rule, facts));

function fits(rule: AlarmRule, facts: IncidentFacts): boolean {
  return (
    facts.lightsNow >= (rule.lightsMin ?? 1) &&
    rule.kinds.includes(facts.kind) &&
    (rule.causes?.includes(facts.cause) ?? true) &&
    (rule.severities?.includes(facts.severity) ?? true) &&
    facts.inARow >= (rule.inARowMin ?? 0) &&
    facts.sharePct >= (rule.sharePctMin ?? 0) &&
    (facts.isSensitive || rule.isSensitive === undefined)
  );
}

/** web.md §5.2: only what is grouped or urgent annunciates. Times are those of UK authorities' contracts (emergency 2 to 4 h, priority 24 h). */
export const alarmRules: AlarmRules = {
  rules: [
    { name: "column struck or tilted", kinds: ["tilt"], priority: 1, escalateMin: 10 },
    { name: "leakage current", kinds: ["leakage"], priority: 1, escalateMin: 10 },
    { name: "several feeders out", kinds: ["supply-loss"], causes: ["district"], priority: 1, escalateMin: 10 },
    { name: "feeder out at a sensitive place", kinds: ["supply-loss"], isSensitive: true, priority: 1, escalateMin: 10 },
    { name: "feeder out", kinds: ["supply-loss"], causes: ["feeder"], priority: 2, escalateMin: 20 },
    { name: "unlit crossing or underpass", kinds: ["lamp-failure"], isSensitive: true, priority: 2, escalateMin: 20 },
    { name: "dark lights in a row", kinds: ["lamp-failure"], inARowMin: 6, priority: 2, escalateMin: 20 },
    { name: "door open", kinds: ["door-open"], priority: 2, escalateMin: 20 },
    { name: "voltage of a feeder", kinds: ["voltage-high", "voltage-low"], causes: ["feeder"], priority: 2, escalateMin: 30 },
    { name: "gateway lost", kinds: ["communication-failure"], causes: ["gateway"], priority: 3, escalateMin: 60 },
    { name: "a firmware's nodes silent", kinds: ["communication-failure"], causes: ["firmware"], lightsMin: 5, priority: 3, escalateMin: 60 },
    { name: "programme refused by a firmware", kinds: ["programme-invalid"], causes: ["firmware"], priority: 3, escalateMin: 60 },
    {
      name: "commands not followed",
      kinds: ["command-not-followed"],
      causes: ["street", "firmware", "feeder", "gateway"],
      sharePctMin: 10,
      lightsMin: 5,
      priority: 3,
      escalateMin: 60,
    },
    { name: "group lit by day", kinds: ["day-burning"], causes: ["street", "feeder"], lightsMin: 3, priority: 4, escalateMin: 240 },
  ],
};
