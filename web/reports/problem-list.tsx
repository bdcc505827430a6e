import type { SettlementState } from "../../contract/settlement.ts";
import * as format from "../format.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { DesignLink, PageLink } from "./page-link.tsx";
import { ReportPart } from "./report-part.tsx";

export type Problem = SettlementState["problems"][number];

const fieldWords: Readonly<Record<string, string>> = {
  chargeCodes: "charge code",
  column: "column number",
  unitReference: "unit reference",
  subMeters: "sub-meter",
};

/** Everything that stands in the way of a file, and where it is put right. */
export function ProblemList({ total, problems }: { total: number; problems: readonly Problem[] }) {
  if (total === 0)
    return (
      <ReportPart title="Problems">
        <p class="empty">None: every light has a sub-meter, a unit reference and a charge code.</p>
      </ReportPart>
    );
  return (
    <ReportPart title={`${format.count(total)} ${total === 1 ? "problem" : "problems"}`}>
      <p>
        No file is made of only some of the lights. What the settlement data lacks is added under <DesignLink kind="settlement">Design › Settlement</DesignLink>
        ; what the inventory has wrong is put right there and imported again.
      </p>
      <Problems problems={problems} />
      {total > problems.length && (
        <p class="hint">The first {format.count(problems.length)}; the others show when these are gone. One charge code often settles many lights.</p>
      )}
    </ReportPart>
  );
}

/** The problems themselves, also those that an issue was refused with. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  return (
    <ScrollRegion name="Table of problems">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">Light</th>
            <th scope="col">Field</th>
            <th scope="col">Found</th>
            <th scope="col">What is needed</th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ light, field, found, expected }, at) => (
            <tr key={at}>
              <td>{light === undefined ? "all" : <PageLink to={{ tab: "map", light }}>{light}</PageLink>}</td>
              <td>{fieldWords[field] ?? field}</td>
              <td>{found}</td>
              <td>{expected}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
