/** What kind of picture some bytes are, by their first bytes alone: names and what a sender says are not believed. */
import type { WorkPhoto } from "#contract/work";

/** undefined for anything that is not a JPEG, PNG or WebP. */
export function photoType(bytes: Uint8Array): WorkPhoto["type"] | undefined {
  const has = (at: number, signature: readonly number[]): boolean => signature.every((byte, index) => bytes[at + index] === byte);
  if (has(0, [0xff, 0xd8, 0xff])) return "image/jpeg";
  if (has(0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "image/png";
  if (has(0, ascii("RIFF")) && has(8, ascii("WEBP"))) return "image/webp";
  return undefined;
}

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
