import { scenario } from "./scenario.ts";

scenario({ kind: "power-high", ill: { powerW: 72 }, believedAfter: 2, goneAfter: 2 });
