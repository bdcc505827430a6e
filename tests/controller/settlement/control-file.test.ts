import { expect, test } from "vitest";
import { type ControlFile, controlFile, controlFileName } from "#controller/settlement/control-file";

const file = { subMeter: "abc1234", day: "2026-11-21", version: 2, regime: "999" } as const;
const unit = { reference: "EDI000012345", code: "4200350000100" };

test("the control file, byte for byte: header 19, body 34, trailer 7 characters", () => {
  const units = [{ reference: "EDI000012346", code: "4200350000100" }, unit, { ...unit, items: 2 }];
  const text = textOf({ ...file, units });
  expect(text).toBe("Habc123420261121002\r\nEDI0000123450000039994200350000100\r\nEDI0000123460000019994200350000100\r\nT000004\r\n");
  expect(text.split("\r\n").map(({ length }) => length)).toEqual([19, 34, 34, 7, 0]);
});

test("its name is in lower case: control, sub-meter, date", () => {
  expect(controlFileName("ABC1234", "2026-11-21")).toBe("controlabc123420261121.log");
});

test("a sub-meter without lights has a header and a trailer", () => {
  expect(textOf({ ...file, units: [] })).toBe("Habc123420261121002\r\nT000002\r\n");
});

test("everything that does not fit its columns is told at once", () => {
  const problems = controlFile({
    ...file,
    subMeter: "abc",
    version: 1_000,
    units: [
      { reference: "EDI12345", code: "42" },
      { ...unit, items: 1_000_000 },
    ],
  });
  expect(problems).toEqual([
    { field: "subMeter", found: '"abc"', expected: "7 letters or digits" },
    { field: "version", found: "1000", expected: "1 to 999" },
    { field: "unitReference", found: '"EDI12345"', expected: "12 capitals or digits" },
    { field: "code", found: '"42"', expected: "13 digits, for EDI12345" },
    { field: "items", found: "1000000", expected: "1 to 999999, for EDI000012345" },
  ]);
});

function textOf(of: ControlFile): string {
  const bytes = controlFile(of);
  if (!(bytes instanceof Uint8Array)) throw new Error(`expected a file, found ${JSON.stringify(bytes)}`);
  return Buffer.from(bytes).toString("latin1");
}
