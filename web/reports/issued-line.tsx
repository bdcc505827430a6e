import type { Issued } from "../../contract/settlement.ts";
import { local } from "../state.ts";
import { issuedWhen, shortHash } from "./issued-words.ts";
import { ReportLink } from "./page-link.tsx";

/** Which version this is, when and why it was issued, and whether there is a newer one. */
export function IssuedLine({ issued }: { issued: Issued | undefined }) {
  if (!issued)
    return (
      <p class="unpriced">
        This month was not issued: these are its figures as of now, and they can still change. It is issued by itself from the 2nd of the month that follows.
      </p>
    );
  const { version, by, reason, sha256, period, superseded } = issued;
  return (
    <>
      <p>
        Version {version}, issued {issuedWhen(issued, local.value)} by {by}: {reason}. SHA-256 <code title={sha256}>{shortHash(sha256)}</code>.
        {version > 1 && (
          <span class="screen-only">
            {" "}
            <ReportLink place={{ at: "month", month: period, version: version - 1 }}>Version {version - 1}</ReportLink>
          </span>
        )}
      </p>
      {superseded && (
        <p class="unpriced">
          <strong>Superseded:</strong> a later version has other figures. This one is kept as it was sent.{" "}
          <span class="screen-only">
            <ReportLink place={{ at: "month", month: period }}>Read the newest version</ReportLink>
          </span>
        </p>
      )}
    </>
  );
}
