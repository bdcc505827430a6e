/** Expected power where the list is wrong or silent. */
import { expect, test } from "vitest";
import { minute, Street } from "./street.ts";

const ids = Array.from({ length: 12 }, (_, i) => `${i + 1}`);

function night(street: Street, powerW: (id: string) => number, quarters = 8): void {
  for (let i = 0; i < quarters; i++) {
    for (const id of ids) street.report(id, { powerW: powerW(id) });
    street.pass(15 * minute);
  }
}

test("a street whose list has the wrong wattage has no fault, but one entry of wrong data; a bad light among them is found all the same", () => {
  const street = new Street(ids.length, () => ({ luminaire: "Ark" }));
  night(street, (id) => (id === "7" ? 60 : 90));
  expect(ids.filter((id) => street.active(id).length > 0)).toEqual(["7"]);
  expect(street.active("7")).toEqual(["power-low"]);
  expect(street.text("7")).toMatch(/^At 100 % it takes 60\.0 W, expected (89|90|91)\.\d W \(learned from 12 lights of this type: the list says 60 W\)\.$/);
  const [wrong, ...others] = street.detection.wrongWattages();
  expect(others).toEqual([]);
  expect(wrong).toMatchObject({ luminaire: "Ark", listedW: 60, lights: 12 });
  expect(Math.abs((wrong?.seenW ?? 0) - 90)).toBeLessThanOrEqual(2);
});

test("four bad lights among twelve do not make the good ones wrong", () => {
  const street = new Street(ids.length);
  night(street, (id) => (Number(id) <= 4 ? 36 : 60));
  expect(ids.filter((id) => street.active(id).includes("power-low"))).toEqual(["1", "2", "3", "4"]);
  expect(street.detection.wrongWattages()).toEqual([]);
});

test("a light whose wattage the list does not know is judged by itself, after two nights", () => {
  const street = new Street(ids.length, () => ({ powerAssumed: true }));
  night(street, (id) => 20 + 10 * Number(id), 60);
  expect(ids.flatMap((id) => street.active(id))).toEqual([]);
  night(street, (id) => (id === "3" ? 30 : 20 + 10 * Number(id)));
  expect(ids.filter((id) => street.active(id).length > 0)).toEqual(["3"]);
  expect(street.text("3")).toContain("learned from this light: the list has no wattage");
});

test("a fault does not become the measure of itself, however long it lasts", () => {
  const street = new Street(ids.length, () => ({ powerAssumed: true }));
  night(street, () => 50, 60);
  night(street, (id) => (id === "3" ? 35 : 50), 400);
  expect(street.active("3")).toEqual(["power-low"]);
});
