import { scenario } from "./scenario.ts";

// Told to give half, it takes what full level takes.
scenario({ kind: "dimming-failure", levelPct: 50, ill: { powerW: 60 }, believedAfter: 2, goneAfter: 2 });
