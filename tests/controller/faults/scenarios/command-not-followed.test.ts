import { scenario } from "./scenario.ts";

scenario({ kind: "command-not-followed", levelPct: 50, ill: { levelPct: 100, powerW: 60 }, believedAfter: 1, goneAfter: 1 });
