/** A measured value to three decimals, as the node's firmware sends it. */
export const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

/** The energy counter to 10 mWh: to three decimals, a 20 W light's night would be a percent off. */
export const roundedKwh = (value: number): number => Math.round(value * 100_000) / 100_000;
