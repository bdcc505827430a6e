/** What a person should know before a design is published: everything at once, each with its field and what to do. Errors forbid it. */
import type { Finding } from "#contract/design";
import { calendarFindings } from "./calendar.ts";
import { type Checked, type FindingContext, withDesign } from "./context.ts";
import { demandRuleFindings } from "./demand-rule.ts";
import { carbonFindings, tariffsFindings } from "./first-days.ts";
import { groupsFindings } from "./groups.ts";
import { holidayFindings } from "./holidays.ts";
import { luminairesFindings } from "./luminaires.ts";
import { profileFindings } from "./profile.ts";
import { sectionsFindings } from "./sections.ts";
import { settlementFindings } from "./settlement.ts";

/** Findings of a design whose body its schema has accepted, errors first. The context is that of before it is published. */
export function findingsFor(design: Checked, before: FindingContext): Finding[] {
  const found = check(design, { ...before, designs: withDesign(before.designs, design) });
  const findings = [...found.filter(({ severity }) => severity === "error"), ...found.filter(({ severity }) => severity === "warning")];
  if (findings.length <= findingsMax) return findings;
  const left = findings.length - findingsMax;
  const severity = findings[findingsMax]?.severity ?? "warning";
  return [...findings.slice(0, findingsMax), { severity, field: "", text: `and ${left} more: mend these first` }];
}

/** More is a list nobody reads, and a wrong file could make a hundred thousand. */
const findingsMax = 200;

function check(design: Checked, context: FindingContext): Finding[] {
  switch (design.kind) {
    case "profile":
      return profileFindings(design.id, design.body, context);
    case "calendar":
      return calendarFindings(design.id, design.body, context);
    case "holidays":
      return holidayFindings(design.body, context);
    case "groups":
      return groupsFindings(design.body, context);
    case "sections":
      return sectionsFindings(design.body, context);
    case "luminaires":
      return luminairesFindings(design.body, context);
    case "demand-rule":
      return demandRuleFindings(design.body, context);
    case "tariffs":
      return tariffsFindings(design.body);
    case "carbon":
      return carbonFindings(design.body);
    case "settlement":
      return settlementFindings(design.body, context);
  }
}
