/** Lights of a street in the order one passes them: along the direction in which they spread most. */

interface Standing {
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
}

/**
 * Ids in order along the main axis of their positions (the first principal component of local metres). A street that turns back on itself is
 * folded onto it; its lights are then next to those of the other arm.
 */
export function alongStreet(lights: readonly Standing[]): readonly string[] {
  const lat0 = mean(lights.map(({ lat }) => lat));
  const lon0 = mean(lights.map(({ lon }) => lon));
  const shrink = Math.cos((lat0 * Math.PI) / 180);
  const points = lights.map(({ id, lat, lon }) => ({ id, x: (lon - lon0) * shrink, y: lat - lat0 }));
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const { x, y } of points) {
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  // The angle of the larger eigenvector of a symmetric 2 × 2 matrix.
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const along = ({ x, y }: { readonly x: number; readonly y: number }): number => x * Math.cos(angle) + y * Math.sin(angle);
  return points.sort((a, b) => along(a) - along(b) || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
