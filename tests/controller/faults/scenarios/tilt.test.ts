import { faultBits } from "#contract/messages";
import { scenario } from "./scenario.ts";

scenario({ kind: "tilt", ill: { faultBits: faultBits.tilted }, believedAfter: 1, goneAfter: 3, atOnce: true });
