/** Just enough of PDF (ISO 32000-1) to say what Chromium printed: its pages, their size, and the words that can be selected. */
import { inflateSync } from "node:zlib";

export interface PrintedPage {
  readonly widthPt: number;
  readonly heightPt: number;
  /** Words as a reader would select them, single spaces between. */
  readonly text: string;
}

/** Reads a PDF as Skia writes it: objects in plain sight, streams deflated, fonts named F<object> with a map to Unicode. */
export function readPdf(bytes: Uint8Array): PrintedPage[] {
  const objects = objectsIn(Buffer.from(bytes));
  const maps = new Map<string, ReadonlyMap<number, string>>();
  const mapOf = (font: string): ReadonlyMap<number, string> => {
    const known = maps.get(font);
    if (known) return known;
    const reference = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(font))?.head ?? "")?.[1];
    const map = unicodeOf(objects.get(Number(reference))?.stream ?? "");
    maps.set(font, map);
    return map;
  };
  return [...objects.values()]
    .filter(({ head }) => /\/Type\s*\/Page\b(?!s)/.test(head))
    .map(({ head }) => {
      const box = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(head);
      const content = /\/Contents (\d+) 0 R/.exec(head)?.[1];
      return { widthPt: Number(box?.[1]), heightPt: Number(box?.[2]), text: textOf(objects.get(Number(content))?.stream ?? "", mapOf) };
    });
}

interface PdfObject {
  readonly head: string;
  readonly stream: string;
}

function objectsIn(file: Buffer): Map<number, PdfObject> {
  const text = file.toString("latin1");
  const objects = new Map<number, PdfObject>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n?/g)) {
    const start = match.index + match[0].length;
    const end = text.indexOf("endobj", start);
    const body = text.slice(start, end);
    const at = body.search(/stream\r?\n/);
    const length = Number(/\/Length (\d+)/.exec(body)?.[1]);
    const from = start + at + (/stream\r?\n/.exec(body)?.[0].length ?? 0);
    const isStream = at >= 0 && Number.isFinite(length);
    const head = isStream ? body.slice(0, at) : body;
    const raw = isStream ? file.subarray(from, from + length) : undefined;
    const isDeflated = head.includes("/FlateDecode");
    // Pictures and fonts are of no matter here, and may be in any form.
    const isText = !/\/Subtype\s*\/Image|\/Length1/.test(head);
    objects.set(Number(match[1]), { head, stream: raw && isText ? (isDeflated ? inflateSync(raw) : raw).toString("latin1") : "" });
  }
  return objects;
}

/** Which letters the glyphs of a font stand for (9.10.3, ToUnicode CMaps). */
function unicodeOf(cmap: string): Map<number, string> {
  const map = new Map<number, string>();
  const letters = (hex: string): string => String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)));
  for (const [, block = ""] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph = "", to = ""] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) map.set(Number.parseInt(glyph, 16), letters(to));
  for (const [, block = ""] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, first = "", last = "", to = ""] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) {
      const from = Number.parseInt(first, 16);
      for (let glyph = from; glyph <= Number.parseInt(last, 16); glyph++) map.set(glyph, String.fromCharCode(Number.parseInt(to.slice(-4), 16) + glyph - from));
    }
  return map;
}

function textOf(content: string, mapOf: (font: string) => ReadonlyMap<number, string>): string {
  let map: ReadonlyMap<number, string> = new Map();
  const words: string[] = [];
  for (const [token] of content.matchAll(/\/F\d+ [\d.]+ Tf|<[0-9A-Fa-f]+>|\bET\b/g)) {
    const font = /^\/F(\d+)/.exec(token)?.[1];
    if (font !== undefined) map = mapOf(font);
    else if (token === "ET") words.push(" ");
    else words.push(...(token.slice(1, -1).match(/.{4}/g) ?? []).map((glyph) => map.get(Number.parseInt(glyph, 16)) ?? ""));
  }
  return words.join("").replace(/\s+/g, " ").trim();
}
