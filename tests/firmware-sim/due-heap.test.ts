import fc from "fast-check";
import { expect, test } from "vitest";
import { DueHeap } from "#firmware-sim/due-heap";

test("whatever is set and set again, things come out in the order they are due", () => {
  const changes = fc.array(fc.tuple(fc.nat(19), fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(Number.POSITIVE_INFINITY))), { maxLength: 200 });
  fc.assert(
    fc.property(changes, (sets) => {
      const heap = new DueHeap(20);
      const expected = new Map<number, number>();
      for (const [thing, dueMs] of sets) {
        heap.set(thing, dueMs);
        expected.set(thing, dueMs);
        expect(heap.soonestMs()).toBe(Math.min(...expected.values()));
      }
      const out: number[] = [];
      while (heap.soonestMs() !== Number.POSITIVE_INFINITY) {
        expect(expected.get(heap.soonest())).toBe(heap.soonestMs());
        out.push(heap.soonestMs());
        heap.set(heap.soonest(), Number.POSITIVE_INFINITY);
      }
      const finite = [...expected.values()].filter(Number.isFinite);
      expect(out).toEqual(finite.sort((a, b) => a - b));
    }),
  );
});

test("a thing outside is refused", () => {
  expect(() => new DueHeap(3).set(3, 1)).toThrow("no thing 3 among 3");
});

test("a heap of nothing is never due", () => {
  expect(new DueHeap(0).soonestMs()).toBe(Number.POSITIVE_INFINITY);
});
