import { type Condition, conditions, levelUnknown } from "../../contract/live.ts";

/** What the map and the legend tell apart: a normal light by its level, every other by its condition. */
export interface LightClass {
  readonly id: string;
  readonly label: string;
  /** What it means for the person looking. */
  readonly meaning: string;
  readonly condition: Condition;
  readonly shape: "disc" | "ring" | "cross" | "triangle" | "square" | "diamond" | "pentagon" | "bars" | "hexagon" | "question" | "up-down";
  /** A fault asks for someone's attention; it counts in the header and is visited by N and P. */
  readonly fault: boolean;
}

/** In the order of the legend: what needs attention first. A class's place here is its number everywhere in the page. */
export const lightClasses: readonly LightClass[] = [
  entry("no-supply", "No supply", "no electricity at the feeder or the column", "no-supply", "cross", true),
  entry("lamp-failure", "Lamp fault", "the lamp or its driver should give light and does not", "lamp-failure", "triangle", true),
  entry("day-burning", "Day burning", "gives light when it should be off", "day-burning", "square", true),
  entry("comms-lost", "Not heard from", "the node is silent; it follows its stored programme", "comms-lost", "diamond", true),
  entry("cycling", "Cycling", "goes on and off again and again", "cycling", "up-down", true),
  entry("mismatch", "Wrong level", "reports another level than it was told", "mismatch", "bars", true),
  entry("other-fault", "Other fault", "the node reports a fault of its own", "other-fault", "hexagon", true),
  entry("override", "Override", "held at a level by a person", "override", "pentagon", false),
  entry("on", "On", "as expected, 80 % and above", "normal", "disc", false),
  entry("dimmed", "Dimmed", "as expected, 1 to 79 %", "normal", "disc", false),
  entry("off", "Off", "as expected, 0 %", "normal", "ring", false),
  entry("unknown", "No report yet", "nothing heard since the system started", "unknown", "question", false),
];

/** Level from which a light counts as on rather than dimmed, %. */
export const onLevelPct = 80;

const classNumber = (id: string): number => lightClasses.findIndex((item) => item.id === id);
const onClass = classNumber("on");
const dimmedClass = classNumber("dimmed");
const offClass = classNumber("off");
const unknownClass = classNumber("unknown");
const normalCondition = conditions.indexOf("normal");
const classOfCondition = Uint8Array.from(conditions, (name) => lightClasses.findIndex((item) => item.condition === name));

/** The class of a light from the two bytes of the wire: its condition's index and its level (0–100, 255 unknown). */
export function classOf(condition: number, levelPct: number): number {
  if (condition !== normalCondition) return classOfCondition[condition] ?? unknownClass;
  if (levelPct === levelUnknown) return unknownClass;
  if (levelPct === 0) return offClass;
  return levelPct >= onLevelPct ? onClass : dimmedClass;
}

/** 1 for classes that are faults. */
export const faultClass: Uint8Array = Uint8Array.from(lightClasses, (item) => (item.fault ? 1 : 0));

/** The class a light is shown as, from its condition's name and its level, %; without a level a normal light counts as on. */
export const classOfName = (name: Condition, levelPct = 100): LightClass => {
  const found = lightClasses[classOf(conditions.indexOf(name), levelPct)];
  if (!found) throw new RangeError(`no class for condition ${name}`);
  return found;
};

function entry(id: string, label: string, meaning: string, condition: Condition, shape: LightClass["shape"], fault: boolean): LightClass {
  return { id, label, meaning, condition, shape, fault };
}
