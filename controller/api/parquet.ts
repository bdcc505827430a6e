/** Tables as Apache Parquet files: typed columns, made group by group while they are read, so that a large one needs little memory. */
import { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";

/** Days since 1970, ms since 1970 UTC, text, 64-bit numbers. What is not known is null, where `isNullable` says so. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: "day" | "instant" | "text" | "number";
  readonly isNullable?: boolean;
}

/** The values of a group of rows, column by column in the order of the columns, all of one length. */
export type ParquetGroup = readonly (readonly (string | number | null)[] | Float64Array)[];

/**
 * Rows of a group: of seven columns they are packed in some 10 ms of the controller's thread, and then others get their turn. Readers like
 * larger ones; the lights come first.
 */
export const parquetGroupRows = 5_000;

/** Each group is packed when it is asked for; a failure of `groups` ends the stream with it. */
export function parquetStream(columns: readonly ParquetColumn[], groups: AsyncIterable<ParquetGroup>): Readable {
  return Readable.from(bytesOf(columns, groups), { objectMode: false });
}

async function* bytesOf(columns: readonly ParquetColumn[], groups: AsyncIterable<ParquetGroup>): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const root = { name: "root", num_children: columns.length };
  const parquet = new ParquetWriter({ writer, schema: [root, ...columns.map(elementOf)], createdBy: "Leerie" });
  for await (const group of groups) {
    // A group is a page: an index of pages would say nothing.
    const columnData = columns.map(({ name }, at) => ({ name, data: Array.from<string | number | null>(group[at] ?? []), offsetIndex: false }));
    await parquet.write({ columnData, rowGroupSize: parquetGroupRows });
    yield taken(writer);
    await turn();
  }
  await parquet.finish();
  yield taken(writer);
}

/** What was written since the last time; the writer's buffer begins anew, its offsets go on. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

const elements = {
  day: { type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } },
  instant: { type: "INT64", converted_type: "TIMESTAMP_MILLIS", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" } },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  number: { type: "DOUBLE" },
} as const satisfies Record<ParquetColumn["type"], Omit<SchemaElement, "name">>;

const elementOf = ({ name, type, isNullable }: ParquetColumn): SchemaElement => ({
  ...elements[type],
  name,
  repetition_type: isNullable === true ? "OPTIONAL" : "REQUIRED",
});
