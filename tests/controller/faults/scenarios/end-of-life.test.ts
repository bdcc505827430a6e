import { scenario } from "./scenario.ts";

scenario({ kind: "end-of-life", ill: { burningHours: 100_500 }, believedAfter: 2, goneAfter: 2 });
