import { buffer } from "node:stream/consumers";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { type ParquetColumn, type ParquetGroup, parquetStream } from "#controller/api/parquet";

const columns: readonly ParquetColumn[] = [
  { name: "day", type: "day" },
  { name: "at", type: "instant" },
  { name: "name", type: "text" },
  { name: "kWh", type: "number", isNullable: true },
];

async function fileOf(groups: readonly ParquetGroup[]): Promise<ArrayBuffer> {
  async function* made(): AsyncGenerator<ParquetGroup> {
    yield* groups;
  }
  return Uint8Array.from(await buffer(parquetStream(columns, made()))).buffer;
}

test("groups come back as one table, each value as it was, to the last digit", async () => {
  const file = await fileOf([
    [[0, 20_778], Float64Array.of(0, Date.parse("2026-11-21T18:30:00Z")), ["", "Lothian Road — “A”"], [0.1 + 0.2, null]],
    [[-1], [-1], ["=1+1"], [-123_456_789.000_001]],
  ]);
  expect(await parquetReadObjects({ file })).toEqual([
    { day: new Date(0), at: new Date(0), name: "", kWh: 0.1 + 0.2 },
    { day: new Date("2026-11-21T00:00:00Z"), at: new Date("2026-11-21T18:30:00Z"), name: "Lothian Road — “A”", kWh: null },
    { day: new Date("1969-12-31T00:00:00Z"), at: new Date(-1), name: "=1+1", kWh: -123_456_789.000_001 },
  ]);
  const { row_groups, num_rows, created_by } = parquetMetadata(file);
  expect([row_groups.length, num_rows, created_by]).toEqual([2, 3n, "Leerie"]);
});

test("a group that is too large to be packed in one turn is divided; a table may have no rows", async () => {
  const many = Array.from({ length: 12_000 }, (_, i) => i);
  const file = await fileOf([[many, many, many.map((i) => `light ${i}`), many]]);
  expect(parquetMetadata(file).row_groups.map((group) => group.num_rows)).toEqual([5_000n, 5_000n, 2_000n]);
  expect((await parquetReadObjects({ file, rowStart: 11_999 }))[0]).toMatchObject({ name: "light 11999", kWh: 11_999 });
  expect(await parquetReadObjects({ file: await fileOf([]) })).toEqual([]);
});

test("what goes wrong on the way breaks the file off: it has no end, and no reader takes it for whole", async () => {
  async function* failing(): AsyncGenerator<ParquetGroup> {
    yield [[1], [1], ["a"], [1]];
    throw new Error("the inventory has just changed");
  }
  await expect(buffer(parquetStream(columns, failing()))).rejects.toThrow("the inventory has just changed");
});
