/** First and last index of each run of unknown values. */
export function unknownRuns(values: ArrayLike<number | null | undefined>): (readonly [first: number, last: number])[] {
  const runs: [number, number][] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== null && value !== undefined) continue;
    const run = runs.at(-1);
    if (run && run[1] === i - 1) run[1] = i;
    else runs.push([i, i]);
  }
  return runs;
}
