/** How a delivery went: a value, because failing is ordinary. */
export type Delivery =
  | { readonly ok: true }
  /** `isFinal`: trying again cannot help. */
  | { readonly ok: false; readonly failure: string; readonly isFinal: boolean };

/** A server that says nothing for this long is tried again later, ms. */
export const deliveryMsMax = 15_000;
