import { scenario } from "./scenario.ts";

scenario({ kind: "voltage-high", ill: { voltageV: 262 }, believedAfter: 2, goneAfter: 2 });
