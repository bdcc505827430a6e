import { scenario } from "./scenario.ts";

scenario({ kind: "driver-hot", ill: { temperatureC: 85 }, believedAfter: 3, goneAfter: 5 });
