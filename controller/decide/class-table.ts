/**
 * Lighting classes as data: what each asks for (EN 13201-2:2015) and how an authority selects one by weights (after CEN/TR 13201-1:2014).
 * The weights are an authority's own decision: the report gives its values as an example that national values may replace.
 */
import type { LightingClass } from "#contract/design";

export type ClassSeries = "M" | "C" | "P";

/** Maintained values. M classes are about luminance of the carriageway, C and P about horizontal illuminance. */
export type Requirement =
  | {
      readonly series: "M";
      readonly luminanceCdM2: number;
      readonly overallUniformity: number;
      readonly lengthwiseUniformity: number;
      readonly glareFtiPctMax: number;
      readonly edgeRatio: number;
    }
  | { readonly series: "C"; readonly illuminanceLx: number; readonly overallUniformity: number }
  | { readonly series: "P"; readonly illuminanceLx: number; readonly illuminanceLxMin: number };

const m = (luminanceCdM2: number, overallUniformity: number, lengthwiseUniformity: number, glareFtiPctMax: number, edgeRatio: number): Requirement => ({
  series: "M",
  luminanceCdM2,
  overallUniformity,
  lengthwiseUniformity,
  glareFtiPctMax,
  edgeRatio,
});
const c = (illuminanceLx: number): Requirement => ({ series: "C", illuminanceLx, overallUniformity: 0.4 });
const p = (illuminanceLx: number, illuminanceLxMin: number): Requirement => ({ series: "P", illuminanceLx, illuminanceLxMin });

/** EN 13201-2:2015, tables 1 (M), 2 (C) and 3 (P). */
export const requirements: Readonly<Record<LightingClass, Requirement>> = {
  M1: m(2, 0.4, 0.7, 10, 0.35),
  M2: m(1.5, 0.4, 0.7, 10, 0.35),
  M3: m(1, 0.4, 0.6, 15, 0.3),
  M4: m(0.75, 0.4, 0.6, 15, 0.3),
  M5: m(0.5, 0.35, 0.4, 15, 0.3),
  M6: m(0.3, 0.35, 0.4, 20, 0.3),
  C0: c(50),
  C1: c(30),
  C2: c(20),
  C3: c(15),
  C4: c(10),
  C5: c(7.5),
  P1: p(15, 3),
  P2: p(10, 2),
  P3: p(7.5, 1.5),
  P4: p(5, 1),
  P5: p(3, 0.6),
  P6: p(2, 0.4),
};

/** Classes of comparable level share a value, lx: M3, C3 and P1 belong side by side. For comparing across series only. */
export const comparableLx: Readonly<Record<LightingClass, number>> = {
  M1: 30,
  M2: 20,
  M3: 15,
  M4: 10,
  M5: 7.5,
  M6: 5,
  C0: 50,
  C1: 30,
  C2: 20,
  C3: 15,
  C4: 10,
  C5: 7.5,
  P1: 15,
  P2: 10,
  P3: 7.5,
  P4: 5,
  P5: 3,
  P6: 2,
};

/** How an authority selects a class: parameter → option → weight. The class number is 6 less the sum. */
export interface ClassWeights {
  readonly series: ClassSeries;
  /**
   * False until the authority has checked the values against its own copy of the standard: what they give is a proposal then and must
   * not be shown as a fact.
   */
  readonly confirmed: boolean;
  readonly parameters: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const parked = { present: 1, "not-present": 0 };
const ambient = { high: 1, moderate: 0, low: -1 };
const volume = { high: 1, moderate: 0, low: -1 };
const composition = { "mixed-mostly-unmotorised": 2, mixed: 1, "motorised-only": 0 };
const separation = { no: 1, yes: 0 };
const navigation = { "very-difficult": 2, difficult: 1, easy: 0 };

/** What an authority starts from; it replaces them with its own. */
export const exampleWeights: Readonly<Record<ClassSeries, ClassWeights>> = {
  M: {
    series: "M",
    confirmed: false,
    parameters: {
      speed: { "very-high": 2, high: 1, moderate: -1, low: -2 },
      volume,
      composition,
      separation,
      junctions: { high: 1, moderate: 0 },
      parked,
      ambient,
      navigation,
    },
  },
  C: {
    series: "C",
    confirmed: false,
    parameters: { speed: { "very-high": 3, high: 2, moderate: 0, low: -1 }, volume, composition, separation, parked, ambient, navigation },
  },
  P: {
    series: "P",
    confirmed: true,
    parameters: {
      speed: { low: 1, walking: 0 },
      use: { busy: 1, normal: 0, quiet: -1 },
      composition: {
        "pedestrians-cycles-motorised": 2,
        "pedestrians-motorised": 1,
        "pedestrians-cycles": 1,
        "pedestrians-only": 0,
        "cycles-only": 0,
      },
      parked,
      ambient,
    },
  },
};
