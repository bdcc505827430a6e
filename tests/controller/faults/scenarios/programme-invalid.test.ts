import { faultBits } from "#contract/messages";
import { scenario } from "./scenario.ts";

// It fails lit, which is a consequence and not told as another fault.
scenario({
  kind: "programme-invalid",
  levelPct: 50,
  ill: { faultBits: faultBits.programmeInvalid, levelPct: 100, powerW: 60, following: "default" },
  believedAfter: 1,
  goneAfter: 1,
});
