/** Something that stands in the way of a settlement file. They are told all at once, and no file is made of part of the lights. */
export interface SettlementProblem {
  /** Absent when it is about the settlement data itself. */
  readonly light?: string;
  readonly field: string;
  readonly found: string;
  readonly expected: string;
}
