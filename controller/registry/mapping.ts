/** A mapping file says which column of a list is what, for lists whose headings the importer does not know. */
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";
import { LightingError } from "#contract/failures";
import { delimiters, encodings } from "./table.ts";

const Heading = z.string().min(1).max(200);

/** config/mappings/camden.yaml is the commented sample. Every field may be left out: the importer then looks for the headings it knows. */
export const Mapping = z.strictObject({
  delimiter: z.enum(delimiters).optional(),
  encoding: z.enum(encodings).optional(),
  /** Which pair of columns gives the position, when a list holds both. */
  coordinates: z.enum(["wgs84", "epsg:27700"]).optional(),
  columns: z
    .strictObject({
      id: Heading,
      node: Heading,
      column: Heading,
      lat: Heading,
      lon: Heading,
      easting: Heading,
      northing: Heading,
      street: Heading,
      area: Heading,
      postcode: Heading,
      feeder: Heading,
      regime: Heading,
      onLux: Heading,
      offLux: Heading,
      powerW: Heading,
      minLevelPct: Heading,
      minPowerW: Heading,
      standbyW: Heading,
      luminaire: Heading,
    })
    .partial()
    .default({}),
  /** The list's text for a regime → the text used here (the key of config.regimes). */
  regimes: z.record(z.string(), z.string().min(1).max(40)).default({}),
});
export type Mapping = z.infer<typeof Mapping>;

/** A column of the list that the importer uses. */
export type Field = keyof Required<Mapping["columns"]>;

/** Throws LightingError BAD_INPUT that names the file and every problem in it. */
export function loadMapping(path: string): Mapping {
  const document = parseDocument(readText(path));
  const problems = document.errors.map((error) => error.message);
  const parsed = Mapping.safeParse(problems.length > 0 ? {} : (document.toJS() ?? {}));
  for (const issue of parsed.error?.issues ?? []) problems.push(`${issue.path.join(".") || "(top level)"}: ${issue.message}`);
  if (problems.length > 0 || !parsed.data) {
    throw new LightingError("BAD_INPUT", `The mapping file ${path} needs correcting:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  }
  return parsed.data;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new LightingError("BAD_INPUT", `The mapping file ${path} cannot be read: check the path and its permissions.`, { cause });
  }
}
