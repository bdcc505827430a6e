/**
 * The bones of the burgh, drawn by hand and bent a little by the seed: a river that meets the sea, the old town in its ring on the
 * south bank, roads out of it, an outer ring, a second quarter across two bridges. Metres from the market cross for a town of 2,000 lights.
 */
import { type Random, randomBetween } from "#contract/random";
import { curve, type Line, type Point } from "./geometry.ts";

export type StreetClass = "main" | "high" | "street" | "wynd" | "industrial" | "path";

export interface PlannedRoad {
  readonly class: StreetClass;
  readonly line: Line;
  /** Names along the line: the first whose test holds for a point in the plan's coordinates. */
  readonly names: readonly { readonly name: string; readonly until: (point: Point) => boolean }[];
}

export interface Plan {
  /** Land on either bank, as polygons. */
  readonly land: readonly Line[];
  /** Borders of the land that are streets themselves. */
  readonly edges: readonly PlannedRoad[];
  /** Cut one after another, so a road may end on one before it. */
  readonly roads: readonly PlannedRoad[];
  readonly wardOf: (point: Point) => string;
  readonly character: (point: Point) => Character;
  readonly nameOf: (road: PlannedRoad, point: Point) => string;
}

export type Character = "old" | "terraces" | "loops" | "industrial" | "park";

const anywhere = (): boolean => true;

/** Courses in metres east and north of the cross, each with how far the seed may move its points, m. */
const courses = {
  /** From the hills to the sea. */
  river: ["-1500,560 -1000,420 -620,400 -250,340 120,315 520,370 1060,420", 12],
  shore: ["1060,380 960,190 880,-100 850,-400 880,-700 930,-960", 10],
  southEdge: ["900,-985 640,-1010 250,-1080 -180,-1120 -520,-1010 -860,-960 -1080,-700 -1260,-420 -1220,-80 -1340,300 -1420,520", 45],
  northEdge: ["1090,480 1120,760 900,930 560,1010 200,1130 -160,1090 -520,1180 -900,1010 -1120,800 -1280,520", 45],
  high: ["-1700,-190 -1150,-110 -760,-50 -330,14 0,0 290,-24 560,40 940,100 985,105", 6],
  cross: ["250,1500 150,1050 70,700 30,330 14,150 0,0 -30,-220 -90,-600 -240,-1000 -330,-1500", 6],
  // The two halves of the ring each begin a little across the High Street, so that both end on it.
  ringNorth: ["-346,-22 -344,40 -285,160 -120,200 10,205 150,195 265,160 325,50 330,-50", 4],
  ringSouth: ["-343,50 -345,-30 -325,-150 -240,-225 -20,-243 170,-228 290,-160 328,-60 332,20", 4],
  outerSouth: ["-880,20 -830,-200 -700,-430 -430,-600 -90,-640 300,-600 600,-480 930,-330", 14],
  outerNorth: ["-690,650 -610,700 -300,740 90,720 480,700 800,640 1300,600", 14],
  brechin: ["-470,-60 -500,200 -540,440 -640,700 -790,1000 -900,1400", 8],
  dundee: ["-262,-150 -320,-215 -560,-420 -830,-740 -1050,-1100", 10],
  station: ["230,-180 430,-370 640,-640 830,-1000 900,-1300", 10],
  haugh: ["-800,-110 -775,60 -800,260 -770,430", 8],
  square: ["96,40 94,0 93,-35 78,-56 30,-60 -40,-58", 2],
  eastward: ["290,100 520,190 760,260 1060,300", 8],
} as const;

/** `scale` stretches the outskirts, not the old town: a bigger town has more streets around the same heart. */
export function planTown(random: Random, scale: number): Plan {
  const grow = ({ x, y }: Point): Point => {
    const factor = stretched(Math.hypot(x, y), scale);
    return { x: x * factor, y: y * factor };
  };
  const bent = ([course, byM]: readonly [string, number]): Line =>
    curve(
      pointsOf(course)
        .map(grow)
        .map(({ x, y }) => ({ x: x + randomBetween(random, -byM, byM), y: y + randomBetween(random, -byM, byM) })),
    );
  const river = bent(courses.river);
  const shore = bent(courses.shore);
  const southBank = river.map(({ x, y }) => ({ x, y: y - 28 }));
  const northBank = river.map(({ x, y }) => ({ x, y: y + 28 }));
  return {
    land: [
      [...southBank, ...shore, ...bent(courses.southEdge)],
      [...bent(courses.northEdge), ...northBank],
    ],
    edges: [road("path", southBank, "Riverside Walk"), road("high", shore, "Esplanade"), road("street", northBank, "Bridgend Road")],
    roads: [
      {
        class: "main",
        line: bent(courses.high),
        names: [named("Forfar Road", ({ x }) => x < -345), named("High Street", ({ x }) => x < 320), named("Shore Road")],
      },
      {
        class: "main",
        line: bent(courses.cross),
        names: [
          named("Montrose Road", ({ y }) => y > 400),
          named("Bridge Street", ({ y }) => y > 205),
          named("Kirkgate", ({ y }) => y > 4),
          named("Southgate", ({ y }) => y > -240),
          named("Arbroath Road"),
        ],
      },
      road("high", bent(courses.ringNorth), "Marketgait"),
      road("high", bent(courses.ringSouth), "Cowgate"),
      { class: "main", line: bent(courses.brechin), names: [named("Allanbank Road", ({ y }) => y < 400), named("Brechin Road")] },
      road("main", bent(courses.dundee), "Dundee Road"),
      road("main", bent(courses.station), "Station Road"),
      road("high", bent(courses.eastward), "Seagate"),
      road("street", bent(courses.haugh), "Haugh Road"),
      road("high", bent(courses.square), "Market Square"),
      { class: "main", line: bent(courses.outerSouth), names: [named("Westfield Avenue", ({ x }) => x < -430), named("Southmuir Road")] },
      road("main", bent(courses.outerNorth), "Northmuir Road"),
    ],
    wardOf: (point) => wardAt(shrunk(point, scale)),
    character: (point) => characterAt(shrunk(point, scale)),
    nameOf: ({ names }, point) => names.find(({ until }) => until(shrunk(point, scale)))?.name ?? "",
  };
}

/** How much a point so far from the cross (m) is moved outwards. */
const stretched = (awayM: number, scale: number): number => 1 + (scale - 1) * Math.min(1, Math.max(0, (awayM - 150) / 350));

/** The plan's own coordinates of a place in the town: the inverse of the stretching, by halving. */
function shrunk({ x, y }: Point, scale: number): Point {
  const away = Math.hypot(x, y);
  let [low, high] = [0, away / Math.min(1, scale)];
  for (let i = 0; i < 40; i++) {
    const guess = (low + high) / 2;
    if (guess * stretched(guess, scale) < away) low = guess;
    else high = guess;
  }
  return away === 0 ? { x, y } : { x: (x * low) / away, y: (y * low) / away };
}

const named = (name: string, until: (point: Point) => boolean = anywhere) => ({ name, until });
const road = (streetClass: StreetClass, line: Line, name: string): PlannedRoad => ({ class: streetClass, line, names: [named(name)] });

/** How far north the river runs at a place along it, m. */
function riverAt(x: number): number {
  const course = pointsOf(courses.river[0]);
  const next = course.findIndex((point) => point.x >= x);
  const [a, b] = [course[Math.max(0, next - 1)], course[Math.max(1, next)]];
  return a && b ? a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x) : 0;
}

const pointsOf = (course: string): Point[] =>
  course.split(" ").map((pair) => {
    const [x = 0, y = 0] = pair.split(",").map(Number);
    return { x, y };
  });

/** Ward, in the coordinates of the unstretched plan. */
function wardAt({ x, y }: Point): string {
  if (y > riverAt(x)) return x < 40 ? "Kirkton" : "Northbank";
  if (Math.hypot(x / 350, (y + 15) / 240) < 1) return "Old Town";
  if (x > 260 && y > -190) return "Harbour";
  if (x < -280 && y > x * 0.75 + 20) return "Westfield";
  return x < -60 ? "Ladywell" : "Southmuir";
}

/** What kind of streets a place has, in the coordinates of the unstretched plan. */
function characterAt({ x, y }: Point): Character {
  if (Math.hypot(x / 350, (y + 15) / 240) < 1) return "old";
  if (y > 400) return y > 730 || x < -560 ? "loops" : "terraces";
  if (x < -500 && x > -770 && y > 0) return "park";
  if (x < -800 && y < -90 && y > -600) return "industrial";
  return y < -640 || x < -850 ? "loops" : "terraces";
}
