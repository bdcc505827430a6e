import { scenario } from "./scenario.ts";

scenario({ kind: "voltage-low", ill: { voltageV: 199 }, believedAfter: 2, goneAfter: 2 });
