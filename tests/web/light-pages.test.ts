import { expect, test } from "vitest";
import type { LightPage, LightSummary } from "#contract/api";
import { LightPages, pageRows } from "../../web/store/light-pages.ts";

const light = (row: number): LightSummary => ({
  id: `light-${row}`,
  row,
  column: `C${row}`,
  street: "",
  area: "",
  group: "g",
  powerRatedW: 40,
  powerAssumed: false,
  lat: 56,
  lon: -4,
  condition: "normal",
});
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function pagesOf(total: number) {
  const asked: number[] = [];
  const failures: unknown[] = [];
  let isDown = false;
  const pages = new LightPages({
    fetchPage: async (offset, limit): Promise<LightPage> => {
      asked.push(offset);
      if (isDown) throw new Error("down");
      return { total, offset, lights: Array.from({ length: Math.min(limit, total - offset) }, (_, i) => light(offset + i)) };
    },
    onChange: () => {},
    onFailure: (failure) => failures.push(failure),
  });
  return {
    pages,
    asked,
    failures,
    setDown: (down: boolean) => {
      isDown = down;
    },
  };
}

test("only what is looked at is fetched, and once", async () => {
  const { pages, asked } = pagesOf(10_000);
  pages.want(0, 40);
  pages.want(0, 40);
  await settled();
  pages.want(pageRows - 5, pageRows + 30);
  await settled();
  expect(asked).toEqual([0, pageRows]);
  expect([pages.total, pages.at(3)?.column, pages.at(pageRows + 2)?.column, pages.at(5_000)]).toEqual([10_000, "C3", `C${pageRows + 2}`, undefined]);
});

test("scrolling through a long list keeps a bounded part of it", async () => {
  const { pages } = pagesOf(1_000_000);
  for (let page = 0; page < 100; page++) pages.want(page * pageRows, page * pageRows);
  await settled();
  const kept = Array.from({ length: 100 }, (_, page) => pages.at(page * pageRows)).filter((item) => item !== undefined);
  expect(kept.length).toBeLessThanOrEqual(20);
});

test("while the server is away the rows stay, and the failure is told", async () => {
  const { pages, failures, setDown } = pagesOf(500);
  pages.want(0, 10);
  await settled();
  setDown(true);
  pages.refresh(0, 10);
  await settled();
  expect(failures).toHaveLength(1);
  expect(pages.at(3)?.column).toBe("C3");
});
