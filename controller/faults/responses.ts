/** What each fault means to the people who must act on it. Times to respond are those authorities commonly ask for. */
import type { FaultKind } from "#contract/faults";

export const responses: Readonly<Record<FaultKind, Response>> = {
  "supply-loss": {
    consequence: "The street may be dark.",
    likelyCause: "A blown fuse or cut-out, a cable fault, the network.",
    action: "Check the pillar; call the network operator.",
    withinHours: 4,
  },
  "communication-failure": {
    consequence: "It follows its stored programme; its log is asked for when it is back.",
    likelyCause: "The node, its radio or gateway; alone on its feeder, perhaps its supply.",
    action: "See whether it is lit; check gateway, signal, fuse.",
    withinHours: 120,
  },
  "lamp-failure": {
    consequence: "The light is out.",
    likelyCause: "The LED module, its driver, or a fuse behind the node.",
    action: "Repair the lantern.",
    withinHours: 120,
  },
  "day-burning": {
    consequence: "Energy is wasted, the lamp ages, residents complain.",
    likelyCause: "A welded relay, or mains past the node.",
    action: "Replace the node's relay; check the wiring.",
    withinHours: 120,
  },
  "power-low": {
    consequence: "Less light than the road's class asks for.",
    likelyCause: "LED strings that have failed, a wrong driver setting.",
    action: "Inspect the lantern; correct the list if another one was fitted.",
    withinHours: 120,
  },
  "power-high": {
    consequence: "More energy than is paid for, and a hot driver.",
    likelyCause: "A failing or wrongly set driver, another lantern than the list's.",
    action: "Check the driver; correct the list if another lantern was fitted.",
    withinHours: 120,
  },
  "dimming-failure": {
    consequence: "Full power all night; glare where it should be dim.",
    likelyCause: "The dimming line (DALI, 1–10 V) or the driver.",
    action: "Check the dimming line, then the driver.",
    withinHours: 120,
  },
  cycling: {
    consequence: "A flickering street; it will soon fail.",
    likelyCause: "A lamp or driver near its end, or one that overheats.",
    action: "Replace the lamp or driver.",
    withinHours: 120,
  },
  "power-factor-low": {
    consequence: "More current than the cable was planned for; the driver is failing.",
    likelyCause: "Its capacitor.",
    action: "Replace the driver at the next visit.",
    withinHours: 672,
  },
  "voltage-high": {
    consequence: "Drivers are damaged.",
    likelyCause: "A transformer tap, or a broken neutral (then others are low).",
    action: "Call the network operator.",
    withinHours: 24,
  },
  "voltage-low": {
    consequence: "Lights may fail to start.",
    likelyCause: "A loose neutral or joint, a long or overloaded cable.",
    action: "Check the cut-out; call the network operator.",
    withinHours: 24,
  },
  tilt: {
    consequence: "The column may be down, live parts exposed.",
    likelyCause: "A vehicle has struck it.",
    action: "Attend at once; make safe.",
    withinHours: 2,
  },
  "door-open": {
    consequence: "Live parts may be within reach.",
    likelyCause: "Vandalism, or a door not closed after work.",
    action: "Attend and close.",
    withinHours: 4,
  },
  leakage: {
    consequence: "The column may be live to the touch.",
    likelyCause: "Water in the lantern, damaged insulation.",
    action: "Attend; isolate and test.",
    withinHours: 4,
  },
  "clock-drift": {
    consequence: "It switches early or late.",
    likelyCause: "Its time source, or its battery.",
    action: "Set its clock; replace the node if it drifts again.",
    withinHours: 120,
  },
  "programme-invalid": {
    consequence: "It gives full light, or repeats an old night.",
    likelyCause: "Damaged memory, or firmware that does not know the programme.",
    action: "Send the programme again; replace the node.",
    withinHours: 24,
  },
  "command-not-followed": {
    consequence: "Too much or too little light.",
    likelyCause: "It does not hear commands, or its relay does not obey.",
    action: "Test it from here; then visit.",
    withinHours: 120,
  },
  "driver-hot": {
    consequence: "Its life is shortened; it may fail soon.",
    likelyCause: "A blocked heat sink, a failing driver.",
    action: "Clean and inspect.",
    withinHours: 672,
  },
  "end-of-life": { consequence: "Less light than planned.", likelyCause: "Age.", action: "Plan its replacement.", withinHours: 24 * 365 },
  "photocell-stuck": {
    consequence: "Light too early, or none on a dark afternoon.",
    likelyCause: "Dirt, leaves, or a dead photocell.",
    action: "Clean or replace the photocell.",
    withinHours: 672,
  },
};

/** What an operator needs beside the measurement. */
export interface Response {
  readonly consequence: string;
  readonly likelyCause: string;
  readonly action: string;
  /** Time to respond, h. */
  readonly withinHours: number;
}
