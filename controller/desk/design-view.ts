/** Versions and drafts in the API's own words. */

import type { Draft } from "#contract/design";
import type { VersionSummary, VersionView } from "#contract/design-api";
import { iso } from "#contract/units";
import { nameOf } from "../design/design.ts";
import type { BookEntry } from "../design/design-book.ts";
import type { DraftRecord } from "../registry/port.ts";

export function versionSummary({ design, record }: BookEntry): VersionSummary {
  return {
    version: design.version,
    name: nameOf(design),
    ...(record && { author: record.author, at: iso(record.atMs), reason: record.reason }),
    ...(record?.rolledBackTo === undefined ? {} : { rolledBackTo: record.rolledBackTo }),
  };
}

export function versionView(entry: BookEntry): VersionView {
  const { kind, id, body } = entry.design;
  return { ...versionSummary(entry), kind, id, body };
}

export function draftView({ kind, id, revision, body, author, atMs }: DraftRecord): Draft {
  return { kind, id, revision, body, author, at: iso(atMs) };
}

export function draftSummary({ revision, author, atMs }: DraftRecord): Pick<Draft, "revision" | "author" | "at"> {
  return { revision, author, at: iso(atMs) };
}
