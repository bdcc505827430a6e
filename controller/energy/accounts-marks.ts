/**
 * Which light-days late readings have touched and wait to be accounted again. A mark is said before the reading is stored, so it must not
 * be taken before the reading is there: it is due after a whole turn of work has passed. One that is made again while its day is being accounted stays.
 */

/** Turns of work between a mark and its taking: a turn is about a minute, a store answers or gives up within 10 s. */
const turnsBefore = 2;

/** Light-days that were taken, each with the turn of its mark. */
export interface TakenMarks {
  readonly day: string;
  /** Numbers of the lights in the accounts, ascending. */
  readonly lights: readonly number[];
  readonly turns: readonly number[];
}

export class LateMarks {
  readonly #days = new Map<string, Map<number, number>>();
  #turn = 0;

  get daysWaiting(): number {
    return this.#days.size;
  }

  has(day: string, light: number): boolean {
    return this.#days.get(day)?.has(light) ?? false;
  }

  /** A turn of work begins. */
  nextTurn(): void {
    this.#turn++;
  }

  /** Answers whether this is new: a mark made again is only younger. */
  mark(day: string, light: number): boolean {
    const lights = this.#days.get(day) ?? new Map<number, number>();
    if (lights.size === 0) this.#days.set(day, lights);
    const isNew = !lights.has(light);
    lights.set(light, this.#turn);
    return isNew;
  }

  /** The oldest day with marks that are due, and at most so many of its lights. */
  take(lightsMax: number): TakenMarks | undefined {
    for (const day of [...this.#days.keys()].sort()) {
      const due = [...(this.#days.get(day) ?? [])].filter(([, turn]) => turn <= this.#turn - turnsBefore).sort(([a], [b]) => a - b);
      const taken = due.slice(0, lightsMax);
      if (taken.length > 0) return { day, lights: taken.map(([light]) => light), turns: taken.map(([, turn]) => turn) };
    }
    return undefined;
  }

  /** What was taken is accounted: those marks go, but for those made again meanwhile. */
  clear({ day, lights, turns }: TakenMarks): void {
    const marks = this.#days.get(day);
    if (!marks) return;
    for (const [at, light] of lights.entries()) if (marks.get(light) === turns[at]) marks.delete(light);
    if (marks.size === 0) this.#days.delete(day);
  }

  /** A bit for each light, as the file keeps it; undefined without any. */
  bitsOf(day: string): Uint8Array | undefined {
    const marks = this.#days.get(day);
    return marks && bitsFrom(marks.keys());
  }

  /** Marks of a file that was closed: their readings were stored, or never will be, so they are due at once. */
  load(day: string, bits: Uint8Array): void {
    const lights = new Map<number, number>();
    for (const light of lightsOf(bits)) lights.set(light, this.#turn - turnsBefore);
    if (lights.size > 0) this.#days.set(day, lights);
  }
}

/** Light n is bit n % 8 of byte n / 8. */
export function bitsFrom(lights: Iterable<number>): Uint8Array {
  const set = [...lights];
  const bits = new Uint8Array(set.length === 0 ? 0 : Math.floor(set.reduce((most, light) => Math.max(most, light), 0) / 8) + 1);
  for (const light of set) bits[light >> 3] = (bits[light >> 3] ?? 0) | (1 << (light & 7));
  return bits;
}

export function lightsOf(bits: Uint8Array): number[] {
  const lights: number[] = [];
  bits.forEach((byte, at) => {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) lights.push(at * 8 + bit);
  });
  return lights;
}
