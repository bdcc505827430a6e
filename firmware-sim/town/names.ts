/** Scots street names, none used twice. */
import { type Random, randomInt } from "#contract/random";
import type { Street } from "./network.ts";

const oldTown =
  "Kirk,Tolbooth,Baxter,Fishers,Cordiners,Skinners,Hammermen,Weavers,Mercat,Abbey,Friars,Greyfriars,Castle,Mint,Sailor,Salters,Candlemakers,Lorimer,Provost,Bailie,Burgher,Dominie,Minister,Grammar School,Meal Market,Flesher,Horse,Butter,Guild,Rope,Malt,Brewery,Bakehouse,Bell,Sundial,Anchor,Ship,Thistle,Unicorn".split(
    ",",
  );
const oldTownEnds = ["Wynd", "Close", "Vennel", "Pend", "Lane", "Row"];
const people =
  "Bruce,Wallace,Douglas,Stewart,Albert,Victoria,Alexandra,Dalhousie,Ogilvy,Carnegie,Erskine,Lindsay,Ramsay,Keith,Gordon,Maule,Panmure,Airlie,Strathmore,Kinnaird,Guthrie,Lyell,Hume,Telford,Stevenson,Livingstone,Melville,Melrose,Napier,Nelson,Wellington,Gladstone,Rosebery,Balfour,Argyle,Atholl,Breadalbane,Cameron,Campbell,Drummond,Dundas,Elgin,Glamis,Grant,Hamilton,Kinloch,Leslie,Lorne,Lothian,Macduff,Mansfield,Moray,Murray,Queen,King,Princes,Regent,Rossie,Seaforth,Southesk,Spence,St Andrew,St Brycedale,St Columba,St Mungo,St Ninian,St Ternan,St Vigean,Union,Wishart,Crown,Garden,Hill,School,Academy,Chapel,Church,Bank,Mill,Nursery,Orchard".split(
    ",",
  );
const terraceEnds = ["Street", "Terrace", "Road", "Place", "Lane"];
const glens =
  "Glenisla,Glenesk,Glenclova,Glenprosen,Lochnagar,Lomond,Tummel,Rannoch,Nevis,Cairngorm,Mayar,Dreish,Braeriach,Schiehallion,Affric,Almond,Deveron,Don,Earn,Ericht,Findhorn,Garry,Isla,Lunan,Lyon,Noran,Prosen,Spey,Tay,Teviot,Tweed,Ythan,Birch,Rowan,Hazel,Larch,Juniper,Heather,Broom,Bracken,Whin,Curlew,Lapwing,Linnet,Peesie,Skylark,Teuchat,Burnside,Ferryden,Hillbank,Muirfield,Parkhead,Silverbirch,Sunnyside,Woodlands,Craigie,Kinnordy,Balgay,Balmuir,Cairnie,Dalgety,Fothringham,Inchcape,Kellie,Letham,Lethnot,Menmuir,Newtyle,Redcastle,Tannadice,Usan".split(
    ",",
  );
const loopEnds = ["Drive", "Crescent", "Gardens", "Avenue", "Place", "Court", "Grove", "Way"];
const works = "Foundry,Jute Works,Flax Mill,Engine,Saltpans,Cooperage,Tannery,Elliot,Kirkton Mill,Peasiehill,Westway,Bolt,Dynamo,Turbine".split(",");
const worksEnds = ["Road", "Way", "Place"];
const paths = "Haugh,Bandstand,Rose Garden,Lade,Swan,Curling Pond,Arboretum,Putting Green,Fountain,Heron,Otter,Kelpie".split(",");
const pathEnds = ["Path", "Walk"];

const books = {
  old: [oldTown, oldTownEnds],
  terraces: [people, terraceEnds],
  loops: [glens, loopEnds],
  industrial: [works, worksEnds],
  park: [paths, pathEnds],
} as const;

/** A dead end of a few houses is a court or a place, not a drive; m. */
const shortM = 110;

/** The streets with a name each; those of the plan keep theirs, and a road in several stretches keeps one name. */
export function withNames(streets: readonly Street[], lengthOf: (street: Street) => number, random: Random): Street[] {
  const used = new Set(streets.map(({ name }) => name));
  return streets.map((street) => {
    if (street.name !== "") return street;
    const name = newName(street, lengthOf(street) < shortM, used, random);
    used.add(name);
    return { ...street, name };
  });
}

function newName(street: Street, short: boolean, used: ReadonlySet<string>, random: Random): string {
  const [stems, ends] = books[street.character];
  const from = randomInt(random, stems.length);
  const fitting = short && street.character !== "old" ? [...ends].reverse() : ends;
  const first = randomInt(random, Math.max(1, fitting.length - 2));
  for (let round = 0; ; round++) {
    for (let i = 0; i < stems.length * ends.length; i++) {
      const stem = stems[(from + i) % stems.length] ?? "";
      const end = fitting[(first + Math.floor(i / stems.length)) % fitting.length] ?? "";
      // A town larger than its names has them again in its next quarter: North, South, then numbered.
      const name = [["", "North", "South", "East", "West"][round] ?? `${round - 3}`, stem, end].filter((word) => word !== "").join(" ");
      const clumsy = stem.endsWith(end) || /gate$/.test(stem);
      if (!used.has(name) && !clumsy) return name;
    }
  }
}
