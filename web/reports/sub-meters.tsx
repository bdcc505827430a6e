import type { SettlementState } from "../../contract/settlement.ts";
import type { Asked } from "../energy/ask.ts";
import { wordsOfDay } from "../energy/period.ts";
import * as format from "../format.ts";
import { ScrollRegion } from "../panels/scroll-region.tsx";
import { local } from "../state.ts";
import type { Wish } from "./issue-form.tsx";
import { issuedWhen } from "./issued-words.ts";
import { kindNames } from "./place.ts";
import { ReportPart } from "./report-part.tsx";

type SubMeter = SettlementState["subMeters"][number];

interface SubMetersProps {
  readonly state: SettlementState;
  /** How the question stands which issued days have other figures by now. */
  readonly comparing: Asked<SettlementState>;
  /** Fills in the form to issue a day again. */
  readonly again: (wish: Wish) => void;
}

/** Each sub-meter with its lights and load, what was issued last, and the days whose figures changed since. */
export function SubMeters({ state, comparing, again }: SubMetersProps) {
  return (
    <ReportPart title="Sub-meters">
      <ScrollRegion name="Table of sub-meters">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Sub-meter</th>
              <th scope="col" class="number">
                Lights
              </th>
              <th scope="col" class="number">
                Connected load
              </th>
              <th scope="col">Issued last</th>
              <th scope="col">Days whose figures changed since they were issued</th>
            </tr>
          </thead>
          <tbody>
            {state.subMeters.map((subMeter) => (
              <Row key={subMeter.id} subMeter={subMeter} isCompared={comparing.answer !== undefined} again={again} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p role="status" class="hint">
        {comparing.state === "busy" && "Comparing the issued days with what their readings give now…"}
      </p>
      {comparing.state === "failed" && <p class="problem">The issued days could not be compared: {comparing.failure}</p>}
    </ReportPart>
  );
}

function Row({ subMeter, isCompared, again }: { subMeter: SubMeter; isCompared: boolean; again: SubMetersProps["again"] }) {
  const { id, name, lights, connectedLoadKw, lastIssued, changedDays } = subMeter;
  return (
    <tr>
      <th scope="row">
        {name} <code>{id}</code>
      </th>
      <td class="number">{format.count(lights)}</td>
      <td class="number">{format.kilowatts(connectedLoadKw)}</td>
      <td>{lastIssued ? `${wordsOfKind(lastIssued.kind)} of ${wordsOfDay(lastIssued.period)}, ${issuedWhen(lastIssued, local.value)}` : "nothing yet"}</td>
      <td>
        {changedDays.length === 0 && (isCompared ? "none" : "–")}
        {changedDays.map((day) => (
          <button key={day} type="button" class="changed-day" onClick={() => again({ day, subMeter: id, reason: "Late readings changed its figures" })}>
            {wordsOfDay(day)}: issue again…
          </button>
        ))}
      </td>
    </tr>
  );
}

const wordsOfKind = (kind: string): string => Object.entries(kindNames).find(([key]) => key === kind)?.[1] ?? kind;
