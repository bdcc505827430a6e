import { expect, test } from "vitest";
import { type Address, readAddress, writeAddress } from "../../web/store/address.ts";

const full: Address = {
  tab: "lights",
  view: { zoom: 16, lat: 56.11645, lon: -3.79361 },
  light: "light-20",
  pick: {
    by: "polygon",
    corners: [
      { lat: 56.1, lon: -3.8 },
      { lat: 56.2, lon: -3.8 },
      { lat: 56.2, lon: -3.7 },
    ],
  },
  hidden: ["off", "dimmed"],
  theme: "light",
  list: { q: "Mar & Glebe", condition: "no-supply,cycling", sort: "level", order: "desc" },
  energy: {
    from: "2026-10-01",
    to: "2026-10-31",
    by: "street",
    area: "Mar & Glebe",
    baseline: "schedule",
    sort: "deviation",
    offset: "100",
    step: "30",
    heat: "burning",
  },
};

test("a link opens the same screen for a colleague", () => {
  expect(readAddress(writeAddress(full))).toEqual(full);
  const radius: Address = { ...full, pick: { by: "radius", radiusM: 120, centre: { lat: 56.1, lon: -3.8 } } };
  expect(readAddress(writeAddress(radius))).toEqual(radius);
  const street: Address = { ...full, pick: { by: "street", name: "St Mary's Wynd: east; side" } };
  expect(readAddress(writeAddress(street))).toEqual(street);
});

test("the start has no query at all", () => {
  expect(writeAddress(readAddress(""))).toBe("");
});

test.each(["?at=99/1/2", "?at=12/abc/1", "?pick=polygon:1,2;3,4", "?pick=radius:-5;56,-3", "?tab=nowhere", "?theme=pink", "?at=16/56"])(
  "a broken link still opens the page: %s",
  (search) => {
    expect(readAddress(search)).toEqual({ tab: "map", hidden: [], list: {}, energy: {} });
  },
);
