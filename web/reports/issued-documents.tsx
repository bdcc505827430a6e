import type { Issued, SettlementKind } from "../../contract/settlement.ts";
import { get } from "../api.ts";
import { Ask } from "../energy/ask.ts";
import { wordsOfDay } from "../energy/period.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { go, local } from "../state.ts";
import { Asked } from "./asked.tsx";
import { companionOf, fileOf, issuedWhen, shortHash, sizeWords } from "./issued-words.ts";
import { isKind, kindNames, writePlace } from "./place.ts";
import { ReportPart } from "./report-part.tsx";

export const issuedDocuments = new Ask<{ issued: Issued[] }>(get);

/** Every settlement document that was issued, as it was sent, of one kind or all; drafts say so. */
export function IssuedDocuments({ kind }: { kind: SettlementKind | undefined }) {
  const choose = (value: string): void => go({ report: writePlace({ at: "settlement", ...(isKind(value) && { kind: value }) }) }, "push");
  return (
    <ReportPart title="Issued documents">
      <label class="field">
        <span>Kind</span>
        <select value={kind ?? ""} onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">All kinds</option>
          {Object.entries(kindNames).map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Asked ask={issuedDocuments} wait="Loading the documents…">
        {({ issued }) => {
          const shown = issued.filter((each) => each.kind !== "month-report");
          return shown.length === 0 ? <p class="empty">Nothing was issued yet.</p> : <Table issued={shown} />;
        }}
      </Asked>
    </ReportPart>
  );
}

function Table({ issued }: { issued: readonly Issued[] }) {
  return (
    <ScrollRegion name="Table of issued documents">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Of</th>
            <th scope="col">Version</th>
            <th scope="col">State</th>
            <th scope="col">Issued</th>
            <th scope="col">Reason</th>
            <th scope="col">Size</th>
            <th scope="col">SHA-256</th>
            <th scope="col">Goes with it</th>
          </tr>
        </thead>
        <tbody>
          {issued.map((each) => (
            <Row key={`${each.kind}/${each.subject}/${each.period}/${each.version}`} issued={each} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Row({ issued }: { issued: Issued }) {
  const { name, subject, period, version, superseded, draft, note, by, reason, bytes, sha256 } = issued;
  return (
    <tr class={superseded ? "superseded" : ""}>
      <th scope="row">
        <a href={fileOf(issued)} download={name}>
          {name}
        </a>
      </th>
      <td>
        {subject}, {wordsOfDay(period)}
      </td>
      <td>{version}</td>
      <td>
        {draft && (
          <span class="tag draft" title={note}>
            draft layout
          </span>
        )}{" "}
        {superseded ? <span class="tag">superseded</span> : "newest"}
      </td>
      <td>
        {issuedWhen(issued, local.value)} by {by}
      </td>
      <td>{reason}</td>
      <td class="number">{sizeWords(bytes)}</td>
      <td>
        <code title={sha256}>{shortHash(sha256)}</code>
      </td>
      <td>
        <a href={companionOf(issued)} download={`${name}.txt`} aria-label={`Text that goes with ${name}, version ${version}`}>
          text
        </a>
      </td>
    </tr>
  );
}
