import { scenario } from "./scenario.ts";

scenario({ kind: "lamp-failure", ill: { powerW: 1.3, powerFactor: 0.4 }, believedAfter: 1, goneAfter: 1 });
