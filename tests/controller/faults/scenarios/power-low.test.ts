import { scenario } from "./scenario.ts";

// A string of LEDs has failed: a quarter of the power is gone.
scenario({ kind: "power-low", ill: { powerW: 45 }, believedAfter: 2, goneAfter: 2 });
