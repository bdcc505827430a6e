/** A body tried before it is real: what is wrong with it, whose nights it changes and from when, and what its nights look like. */
import type { Finding } from "#contract/design";
import type { Preview, PreviewRequest } from "#contract/design-api";
import type { Controller } from "../controller.ts";
import { lightingDay } from "../decide/local-time.ts";
import { always, type ProfileOn } from "../decide/profile.ts";
import type { Place } from "../decide/sun.ts";
import { type CheckContext, checkDesign, hasError } from "../design/check.ts";
import type { Design } from "../design/design.ts";
import { effectOf } from "../design/effect.ts";
import { namedNights, previewNight } from "../design/preview-nights.ts";
import { Schedules } from "../design/schedules.ts";
import { type Estate, rowsServed } from "../design/served.ts";
import { placeOf } from "../plans.ts";
import type { DesignName } from "../registry/port.ts";
import { placeOf as middleOf } from "./estate.ts";

export function checkContext({ parts, situation, designs }: Controller): CheckContext {
  const zone = parts.config.timeZone;
  return {
    designs: designs.inForce(),
    lights: situation.geometry.lights,
    sources: parts.config.demand,
    zone,
    today: lightingDay(parts.clock.now(), zone),
  };
}

/** The lights and their calendars, in force or as they would be. */
export function estateWith({ situation, demand }: Controller, schedules: Schedules = situation.plans.schedules): Estate {
  return { schedules, lights: situation.geometry.lights, positionOf: (source) => demand.positionOf(source) };
}

export function previewOf(controller: Controller, name: DesignName, body: unknown, request: PreviewRequest): Preview {
  const { findings, design } = checkDesign(name, body, checkContext(controller));
  if (!design || hasError(findings)) return nothing(findings);
  const { geometry, plans } = controller.situation;
  const after = new Schedules(controller.designs.withDrafts([{ ...name, body: design.body }]), geometry.lights);
  const rows = rowsServed(name, estateWith(controller, after));
  const { config } = controller.parts;
  const { today } = checkContext(controller);
  const effect = effectOf({ before: plans.schedules, after, lights: geometry.lights, config, fromDay: today });
  const [first] = rows;
  const place = request.place ?? (first === undefined ? middleOf(geometry) : placeOf(geometry, first));
  const nights = nightsOf(design, after, { place, today, zone: config.timeZone, request });
  return {
    findings: [...findings],
    lights: rows.length,
    changed: effect.lights,
    ...(effect.firstDay === undefined ? {} : { firstDay: effect.firstDay }),
    ...(nights.length > 0 && { place }),
    nights,
  };
}

const nothing = (findings: readonly Finding[]): Preview => ({ findings: [...findings], lights: 0, changed: 0, nights: [] });

interface Shown {
  readonly place: Place;
  readonly today: string;
  readonly zone: string;
  readonly request: Pick<PreviewRequest, "nights" | "days">;
}

/** Only profiles and calendars have nights of their own. */
function nightsOf(design: Design, after: Schedules, { place, today, zone, request }: Shown): Preview["nights"] {
  const profileOn = nightsSource(design, after);
  if (!profileOn) return [];
  const nights = [...namedNights(request.nights, { place, zone, today }), ...request.days.map((day) => ({ day }))];
  return nights.map((night) => previewNight(night, profileOn, { place, zone }));
}

function nightsSource(design: Design, after: Schedules): ProfileOn | undefined {
  if (design.kind === "profile") return always(design.body);
  return design.kind === "calendar" ? after.ofCalendar(design.id)?.profileOn : undefined;
}
