import { scenario } from "./scenario.ts";

scenario({ kind: "power-factor-low", ill: { powerFactor: 0.6 }, believedAfter: 3, goneAfter: 3 });
