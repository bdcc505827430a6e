/** What every fault that is read from reports must do, whatever its kind. One file in this folder for each kind calls this with its symptoms. */
import { describe, expect, test } from "vitest";
import type { FaultKind } from "#contract/faults";
import { minute, type Said, Street } from "../street.ts";

export interface Scenario {
  readonly kind: FaultKind;
  /** What a light reports while it has it, and when it is well. */
  readonly ill: Said;
  readonly well?: Said;
  /** Decided level, %. */
  readonly levelPct?: number;
  readonly daylight?: boolean;
  /** Reports of 15 minutes after which it is believed, and after which it is seen to be gone. */
  readonly believedAfter: number;
  readonly goneAfter: number;
  /** Believed at the first report: it has no persistence that a blip could be below. */
  readonly atOnce?: boolean;
}

export function scenario({ kind, ill, well = {}, levelPct = 100, daylight = false, believedAfter, goneAfter, atOnce = false }: Scenario): void {
  const street = (): Street => {
    const made = new Street();
    made.daylight = daylight;
    made.decide(levelPct);
    made.reports(5, well);
    expect(made.active(), "a healthy light has no fault").toEqual([]);
    return made;
  };
  const onset = (): Street => {
    const made = street();
    made.reports(believedAfter, ill);
    return made;
  };

  describe(kind, () => {
    test("is believed when it has held, is the only fault, and is told once", () => {
      const made = onset();
      expect(made.active()).toEqual([kind]);
      made.reports(8, ill);
      expect(made.active()).toEqual([kind]);
      expect(made.told.filter((each) => each === `${kind}: pending → active`)).toHaveLength(1);
    });

    test("ends when its cause does", () => {
      const made = onset();
      made.reports(goneAfter, well);
      expect(made.active()).toEqual([]);
      expect(made.told.at(-1)).toBe(`${kind}: active → cleared`);
    });

    if (!atOnce)
      test("shorter than its persistence is nothing", () => {
        const made = street();
        for (let i = 0; i < 6; i++) {
          made.report("1", ill);
          made.pass(2 * minute);
          made.report("1", well);
          made.pass(13 * minute);
          // Often enough to be a nuisance, too seldom to be a lamp that cycles.
          made.reports(5, well);
        }
        expect(made.told.filter((each) => each.includes("active"))).toEqual([]);
      });

    test("is neither raised nor cleared by a restart, and ends after it", () => {
      const made = onset();
      const told = made.told.length;
      made.restart();
      made.pass(30 * minute);
      expect(made.active()).toEqual([kind]);
      expect(made.told).toHaveLength(told);
      made.reports(goneAfter + 5, well);
      expect(made.active()).toEqual([]);
    });

    test("a log that arrives late raises nothing: it tells of then", () => {
      const made = street();
      made.lose("1");
      made.pass(5 * 60 * minute);
      for (let i = 0; i < 8; i++) made.report("1", { ...ill, ageMs: (240 - 15 * i) * minute });
      made.reports(1, well);
      expect(made.told.filter((each) => each === `${kind}: pending → active`)).toEqual([]);
    });

    test("duplicates and older reports change nothing", () => {
      const made = street();
      const old = made.report("1", well);
      made.pass(15 * minute);
      for (let i = 0; i < believedAfter; i++) {
        const again = made.report("1", ill);
        for (let copy = 0; copy < 3; copy++) made.deliver("1", again);
        made.deliver("1", old);
        made.pass(15 * minute);
      }
      expect(made.active()).toEqual([kind]);
    });
  });
}
