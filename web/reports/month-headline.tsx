import type { ComponentChildren } from "preact";
import type { MonthReport } from "../../contract/report.ts";
import * as amount from "../energy/amount.ts";
import { Figure } from "../energy/figure.tsx";
import * as format from "../format.ts";
import { ReportPart } from "./report-part.tsx";

/** The month's figures, against full output and against the period before, with both methods in words. */
export function MonthHeadline({ report: { summary, periodBefore } }: { report: MonthReport }) {
  const { total, before, standingGbp } = summary;
  return (
    <ReportPart title="In all">
      <dl class="headline">
        <Figure name="Metered" value={amount.kwh(total.metered.kwh)}>
          <small>calculated from levels {amount.kwh(total.calculatedKwh)}</small>
          <small>metered {amount.signedPct(total.differencePct)} from it</small>
        </Figure>
        <Figure name="Cost" value={amount.pounds(total.metered.costGbp)}>
          <small>{amount.pounds(standingGbp)} of standing charges on top</small>
        </Figure>
        <Figure name="Carbon dioxide" value={amount.carbon(total.metered.co2Kg)}>
          <small>of metered energy</small>
        </Figure>
        <Against name="Saved against full output" figures={total} />
        <Against name="Saved against the period before" figures={periodBefore.total}>
          <small>nights made equally long; as it was, {amount.kwh(before?.metered.kwh)}</small>
        </Against>
        <Figure name="Burning, of an average light" value={amount.hours(total.burningHours)}>
          <small>{format.lights(total.lights)} with readings</small>
        </Figure>
      </dl>
      <p class="method">
        <strong>Against full output:</strong> {summary.method}
      </p>
      <p class="method">
        <strong>Against the period before:</strong> {periodBefore.method}
      </p>
    </ReportPart>
  );
}

function Against({ name, figures: { saved }, children }: { name: string; figures: MonthReport["summary"]["total"]; children?: ComponentChildren }) {
  if (!saved)
    return (
      <Figure name={name} value={amount.unknown}>
        <small>nothing is known to compare with</small>
      </Figure>
    );
  return (
    <Figure name={saved.kwh < 0 ? name.replace("Saved against", "More than") : name} value={amount.kwh(Math.abs(saved.kwh))}>
      <small>
        {amount.pct(saved.pct === undefined ? undefined : Math.abs(saved.pct))}, {amount.pounds(absolute(saved.costGbp))},{" "}
        {amount.carbon(absolute(saved.co2Kg))} CO₂
      </small>
      {children}
    </Figure>
  );
}

const absolute = (value: number | undefined): number | undefined => (value === undefined ? undefined : Math.abs(value));
