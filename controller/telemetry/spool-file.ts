/**
 * A batch of readings as the bytes of one file: a line of JSON with the lights' names, then the packed rows, column after column, all in
 * gzip. Columns take a third less than rows (35 bytes a reading instead of 51, measured), and gzip's own CRC-32 and length show a file
 * that is torn or damaged.
 */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import { pack, rowLength, unpackAll } from "./packed.ts";
import type { Reading } from "./port.ts";
import { measures } from "./reading.ts";

/** In threads of their own: compressing 5,000 readings takes 5 to 15 ms. */
const compress = promisify<Buffer, { level: number }, Buffer>(gzip);
const decompress = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** Higher levels take four times as long for a tenth less. */
const level = 1;
/** The largest batch of the configuration, 100,000 readings of lights with long names, takes 18 MB: what inflates to more is no batch. */
const bodyBytesMax = 64 * 1024 * 1024;
const newline = 10;

/** What the columns are, in order: a file of a version that kept others is told from a damaged one. */
const columns = ["light", "atMs", "boot", "seq", ...measures, "following"];
const Header = z.strictObject({ format: z.literal("leerie-spool-1"), columns: z.array(z.string()), lights: z.array(z.string()) });
type Header = z.infer<typeof Header>;

/** The readings must have passed readingProblem. */
export async function encodeBatch(readings: readonly Reading[]): Promise<Buffer> {
  const numbers = new Map<string, number>();
  const rows = pack(readings, (light) => {
    const number = numbers.get(light) ?? numbers.size;
    numbers.set(light, number);
    return number;
  });
  const header: Header = { format: "leerie-spool-1", columns, lights: [...numbers.keys()] };
  const values = Buffer.from(turned(rows, rowLength).buffer);
  return await compress(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), values]), { level });
}

/** Rejects with an error that says what is wrong when the bytes are not a whole batch. */
export async function decodeBatch(bytes: Buffer): Promise<Reading[]> {
  const body = await decompress(bytes, { maxOutputLength: bodyBytesMax });
  const end = body.indexOf(newline);
  const header = Header.parse(JSON.parse(body.toString("utf8", 0, Math.max(0, end))));
  if (header.columns.join() !== columns.join()) throw new Error(`it was written by another version of Leerie, with the columns ${header.columns.join(", ")}`);
  const rest = body.subarray(end + 1);
  const rowBytes = rowLength * Float64Array.BYTES_PER_ELEMENT;
  if (rest.length === 0 || rest.length % rowBytes !== 0) throw new Error(`found ${rest.length} bytes of readings, expected a multiple of ${rowBytes}`);
  const values = new Float64Array(rest.length / Float64Array.BYTES_PER_ELEMENT);
  new Uint8Array(values.buffer).set(rest);
  return unpackAll(header.lights, turned(values, values.length / rowLength));
}

/** Rows of `length` numbers as columns, and back. */
function turned(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const others = values.length / length;
  const out = new Float64Array(values.length);
  for (let i = 0; i < others; i++) for (let j = 0; j < length; j++) out[j * others + i] = values[i * length + j] ?? 0;
  return out;
}
