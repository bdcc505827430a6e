/** What-if as people ask for it: drafts are read and checked, with everything that is wrong at once, and then tried. */
import { type DesignKind, designBodies, designKinds } from "#contract/design";
import { LightingError } from "#contract/failures";
import type { WhatIf, WhatIfAsked } from "#contract/what-if";
import { type Problem, problemsOfValue } from "../api/problems.ts";
import type { Controller } from "../controller.ts";
import type { FindingContext } from "../decide/findings/context.ts";
import { findingsFor } from "../decide/findings/findings.ts";
import { lightingDay } from "../decide/local-time.ts";
import { isOnly, onlyId, readDesign } from "../design/design.ts";
import type { TriedDesign } from "../design/design-book.ts";
import type { DesignsInForce } from "../design/in-force.ts";
import { Schedules } from "../design/schedules.ts";
import { Slices } from "../whatif/slices.ts";
import { nightsIn, nightsMax, whatIf } from "../whatif/what-if.ts";

export type WhatIfAnswer = { readonly ok: true; readonly whatIf: WhatIf } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Together they take all the time the loop leaves; one more would only make each slower. */
const runningMax = 2;
/** Readings of a source taken from one piece of the record (6 h): one each second. More are a fault of the source. */
const readingsMax = 21_600;

export class WhatIfDesk {
  readonly #controller: Controller;
  #running = 0;

  constructor(controller: Controller) {
    this.#controller = controller;
  }

  /**
   * Refuses a period or drafts that cannot be, each with its field. Rejects with BUSY while others are being tried, and with the signal's
   * reason when that is aborted.
   */
  async ask(request: WhatIfAsked, signal: AbortSignal): Promise<WhatIfAnswer> {
    if (this.#running >= runningMax) throw new LightingError("BUSY", `${runningMax} periods are being tried already: try again in some seconds`);
    this.#running++;
    try {
      return await this.#try(request, signal);
    } finally {
      this.#running--;
    }
  }

  async #try(request: WhatIfAsked, signal: AbortSignal): Promise<WhatIfAnswer> {
    const { designs: book, parts, situation, demandLog } = this.#controller;
    const { config, clock, pace } = parts;
    const startedMs = pace.elapsedMs();
    const slices = new Slices(pace, signal);
    const { tried, problems } = triedIn(request);
    if (problems.length > 0) return { ok: false, problems };
    const designs = book.withDrafts(tried);
    const wrong = await this.#findings(request, designs, slices);
    if (wrong.length > 0) return { ok: false, problems: wrong };
    const { geometry, plans } = situation;
    const answer = await whatIf({
      ...request,
      inForce: plans.schedules,
      proposed: tried.length === 0 ? plans.schedules : new Schedules(designs, geometry.lights),
      geometry,
      config,
      recorded: (source, fromMs, toMs) => demandLog.heard(source, fromMs, toMs, readingsMax),
      nowMs: clock.now(),
      rates: request,
      slices,
    });
    return { ok: true, whatIf: { ...answer, tookMs: Math.round(pace.elapsedMs() - startedMs) } };
  }

  /** Other errors forbid trying as they forbid publishing: a calendar without its profile has no levels. */
  async #findings({ designs: asked }: WhatIfAsked, designs: DesignsInForce, slices: Slices): Promise<Problem[]> {
    const problems: Problem[] = [];
    for (const [index, { kind, id, body }] of asked.entries()) {
      const read = readDesign({ kind: kindOf(kind) ?? "profile", id }, 0, body);
      const findings = read.ok ? findingsFor(read.design, this.#contextOf(designs, read.design.kind)) : [];
      for (const { severity, field, text } of findings) {
        if (severity === "error") problems.push({ field: fieldOf(index, field), found: shown(valueAt(body, field)), expected: text });
      }
      if (slices.isOver) await slices.next();
    }
    return problems;
  }

  #contextOf(designs: DesignsInForce, kind: DesignKind): FindingContext {
    const { parts, situation } = this.#controller;
    return {
      designs,
      lights: aboutLights.has(kind) ? situation.geometry.lights : [],
      sources: parts.config.demand,
      // Levels below a road's class are what one may want to try: they are told in minutes, not refused.
      floorPctOf: () => undefined,
      zone: parts.config.timeZone,
      today: lightingDay(parts.clock.now(), parts.config.timeZone),
    };
  }
}

/**
 * Kinds that name groups, streets or lights. What else is found with lights is advice on the nights of a year, a tenth of a second of work at
 * once: a preview gives it.
 */
const aboutLights: ReadonlySet<DesignKind> = new Set<DesignKind>(["groups", "sections", "luminaires", "demand-rule"]);

/** Reads the period and the drafts by their schemas. */
function triedIn({ from, to, designs }: WhatIfAsked): { readonly tried: readonly TriedDesign[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const nights = nightsIn(from, to);
  if (nights < 1) problems.push({ field: "to", found: shown(to), expected: `a day not before ${from}` });
  if (nights > nightsMax) problems.push({ field: "to", found: shown(to), expected: `a period of at most ${nightsMax} nights; this one has ${nights}` });
  const tried: TriedDesign[] = [];
  designs.forEach(({ kind: name, id, body }, index) => {
    const kind = kindOf(name);
    if (kind === undefined) {
      problems.push({ field: `designs.${index}.kind`, found: shown(name), expected: `one of ${designKinds.join(", ")}` });
      return;
    }
    if (isOnly(kind) !== (id === onlyId)) problems.push({ field: `designs.${index}.id`, found: shown(id), expected: idWords(kind) });
    if (tried.some((each) => each.kind === kind && each.id === id))
      problems.push({ field: `designs.${index}.id`, found: shown(id), expected: "each design once" });
    const wrong = problemsOfValue(designBodies[kind], body);
    problems.push(...wrong.map((problem) => ({ ...problem, field: fieldOf(index, problem.field === "body" ? "" : problem.field) })));
    tried.push({ kind, id, body });
  });
  return { tried, problems };
}

const idWords = (kind: DesignKind): string =>
  isOnly(kind) ? `"${onlyId}": there is one object of this kind` : `another id: "${onlyId}" is that of kinds with one object`;

const kindOf = (name: string): DesignKind | undefined => designKinds.find((kind) => kind === name);

const fieldOf = (index: number, field: string): string => `designs.${index}.body${field === "" ? "" : `.${field}`}`;

const valueAt = (body: unknown, field: string): unknown =>
  field === ""
    ? body
    : field.split(".").reduce<unknown>((inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined), body);

/** Enough of a value to recognise it. */
const shownMax = 100;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}
