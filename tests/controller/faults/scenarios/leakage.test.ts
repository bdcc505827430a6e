import { faultBits } from "#contract/messages";
import { scenario } from "./scenario.ts";

scenario({ kind: "leakage", ill: { faultBits: faultBits.leakage }, believedAfter: 1, goneAfter: 2, atOnce: true });
