/** A small picture with a soft edge, stamped many times: pixels as 0xAABBGGRR, not premultiplied, as ImageData holds them. */
export interface Stamp {
  readonly sizePx: number;
  readonly pixels: Uint32Array;
}

/** Pixels of a tile, or of any picture. */
export interface Sheet {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Uint32Array;
}

/** A part of a sheet; the far edges are excluded. */
export interface Clip {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const wholeSheet = (sheet: Sheet): Clip => ({ left: 0, top: 0, right: sheet.widthPx, bottom: sheet.heightPx });

/** Lays a stamp over a sheet with its middle at (x, y), touching nothing outside the clip. */
export function lay(sheet: Sheet, stamp: Stamp, x: number, y: number, clip: Clip): void {
  const left = Math.round(x - stamp.sizePx / 2);
  const top = Math.round(y - stamp.sizePx / 2);
  const fromX = Math.max(clip.left - left, 0);
  const toX = Math.min(clip.right - left, stamp.sizePx);
  const fromY = Math.max(clip.top - top, 0);
  const toY = Math.min(clip.bottom - top, stamp.sizePx);
  for (let row = fromY; row < toY; row++) {
    let source = row * stamp.sizePx + fromX;
    let target = (top + row) * sheet.widthPx + left + fromX;
    for (let column = fromX; column < toX; column++, source++, target++) {
      const over = stamp.pixels[source] ?? 0;
      const alpha = over >>> 24;
      if (alpha === 0) continue;
      const under = sheet.pixels[target] ?? 0;
      sheet.pixels[target] = alpha === 255 || under >>> 24 === 0 ? over : blend(over, under);
    }
  }
}

/** Source over destination, both not premultiplied (W3C Compositing, §9.1.4). */
function blend(over: number, under: number): number {
  const alpha = over >>> 24;
  const rest = ((under >>> 24) * (255 - alpha)) / 255;
  const sum = alpha + rest;
  const mix = (shift: number): number => ((((over >>> shift) & 255) * alpha + ((under >>> shift) & 255) * rest) / sum) & 255;
  return ((Math.round(sum) << 24) | (mix(16) << 16) | (mix(8) << 8) | mix(0)) >>> 0;
}

/** Makes a part of a sheet transparent. */
export function wipe(sheet: Sheet, clip: Clip): void {
  for (let y = clip.top; y < clip.bottom; y++) sheet.pixels.fill(0, y * sheet.widthPx + clip.left, y * sheet.widthPx + clip.right);
}
