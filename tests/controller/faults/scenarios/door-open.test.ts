import { faultBits } from "#contract/messages";
import { scenario } from "./scenario.ts";

scenario({ kind: "door-open", ill: { faultBits: faultBits.doorOpen }, believedAfter: 1, goneAfter: 1, atOnce: true });
