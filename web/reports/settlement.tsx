import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SettlementKind, SettlementState } from "../../contract/settlement.ts";
import { get, query } from "../api.ts";
import { Ask } from "../energy/ask.ts";
import { Asked } from "./asked.tsx";
import { IssueForm, type Wish } from "./issue-form.tsx";
import { IssuedDocuments, issuedDocuments } from "./issued-documents.tsx";
import { DesignLink } from "./page-link.tsx";
import { ProblemList } from "./problem-list.tsx";
import { SubMeters } from "./sub-meters.tsx";

/** What there is at once, and what takes a while: which issued days have other figures by now. */
const known = new Ask<SettlementState>(get);
const compared = new Ask<SettlementState>(get);

/** Unmetered supplies: what is ready to issue, what stands in the way, issuing it, and everything that was issued. */
export function Settlement({ kind }: { kind: SettlementKind | undefined }) {
  const wish = useSignal<Wish | undefined>(undefined);
  useEffect(() => {
    known.put("/settlement?changes=skip");
    compared.put("/settlement");
    return () => {
      for (const ask of [known, compared, issuedDocuments]) ask.close();
    };
  }, []);
  useEffect(() => issuedDocuments.put(`/issued${query({ kind })}`), [kind]);
  const issued = (): void => {
    for (const ask of [known, compared, issuedDocuments]) ask.again();
  };
  return (
    <>
      <h2 id="reports-title">Settlement of unmetered supplies</h2>
      <p class="hint">
        Files for the meter administrator and the network operator, made of stored readings. What is issued is kept as it was sent; when late readings change a
        day, it is issued again with the next version.
      </p>
      <Asked ask={known} wait="Loading the sub-meters…">
        {(state) =>
          state.subMeters.length === 0 ? (
            <Empty />
          ) : (
            <>
              <SubMeters state={compared.now.value.answer ?? state} comparing={compared.now.value} again={(next) => (wish.value = next)} />
              <ProblemList total={state.problemsTotal} problems={state.problems} />
              <IssueForm subMeters={state.subMeters} wish={wish.value} issued={issued} />
            </>
          )
        }
      </Asked>
      <IssuedDocuments kind={kind} />
    </>
  );
}

const Empty = () => (
  <div class="nothing">
    <h3>No sub-meters yet</h3>
    <p>
      Under <DesignLink kind="settlement">Design › Settlement</DesignLink> say which lights each sub-meter has, by areas or groups, how their unit references
      are made, and which charge code each type of luminaire has. Sub-meter ids and charge codes are those that your meter administrator and the operational
      information give. Once that is published, every problem that is left is listed here.
    </p>
  </div>
);
