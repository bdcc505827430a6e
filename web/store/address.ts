import type { Place } from "./region.ts";

/** Which lights a person has picked, said so that a colleague's page can find the same ones. */
export type Pick =
  | { readonly by: "street" | "group" | "area"; readonly name: string }
  | { readonly by: "polygon"; readonly corners: readonly Place[] }
  | { readonly by: "radius"; readonly centre: Place; readonly radiusM: number };

export const tabs = ["map", "alarms", "lights", "overrides", "demand", "design", "energy", "reports", "system"] as const;
export type Tab = (typeof tabs)[number];
export const themes = ["auto", "dark", "light"] as const;
export type Theme = (typeof themes)[number];

/** Everything that makes two people see the same screen; all of it is in the URL. */
export interface Address {
  readonly tab: Tab;
  readonly view?: (Place & { readonly zoom: number }) | undefined;
  /** Id of the light in the panel. */
  readonly light?: string | undefined;
  readonly pick?: Pick | undefined;
  /** Ids of light classes switched off in the legend. */
  readonly hidden: readonly string[];
  readonly theme?: Theme | undefined;
  /** The design that is open: kind/id. */
  readonly design?: string | undefined;
  /** Filter of the list of lights, as the API's query. */
  readonly list: Readonly<Record<string, string>>;
  /** What the Energy page is asked. */
  readonly energy: Readonly<Record<string, string>>;
  /** What the Reports page shows: a month with its version, or settlement. */
  readonly report?: string | undefined;
  /** Id of the alarm that is open. */
  readonly alarm?: string | undefined;
  /** Which list of alarms, and of which priorities; or the page of their health. */
  readonly alarms?: string | undefined;
}

const listKeys = ["q", "area", "street", "group", "condition", "bbox", "sort", "order"] as const;
const energyKeys = [
  ...(["from", "to", "baseline", "before", "by", "sort", "offset", "step", "heat"] as const),
  ...(["area", "street", "feeder", "group", "profile", "demandRule", "light"] as const),
] as const;

/** Reads an address from a query string. What cannot be read is left out: an old or cut link still opens the page. */
export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const view = readView(query.get("at"));
  const light = query.get("light");
  const pick = readPick(query.get("pick"));
  const theme = themes.find((name) => name === query.get("theme"));
  const design = query.get("design");
  const report = query.get("report");
  const alarm = query.get("alarm");
  const alarms = query.get("alarms");
  return {
    tab: tabs.find((name) => name === query.get("tab")) ?? "map",
    ...(view && { view }),
    ...(light && { light }),
    ...(pick && { pick }),
    hidden: (query.get("hide") ?? "").split(".").filter((id) => id !== ""),
    ...(theme && { theme }),
    ...(design && { design }),
    ...(report && { report }),
    ...(alarm && { alarm }),
    ...(alarms && { alarms }),
    list: Object.fromEntries(listKeys.flatMap((key) => pair(key, query.get(`list.${key}`)))),
    energy: Object.fromEntries(energyKeys.flatMap((key) => pair(key, query.get(`energy.${key}`)))),
  };
}

/** The query string of an address; empty when all is as at the start. */
export function writeAddress(address: Address): string {
  const query = new URLSearchParams();
  if (address.tab !== "map") query.set("tab", address.tab);
  if (address.view) query.set("at", `${address.view.zoom}/${address.view.lat.toFixed(5)}/${address.view.lon.toFixed(5)}`);
  if (address.light) query.set("light", address.light);
  if (address.pick) query.set("pick", writePick(address.pick));
  if (address.hidden.length > 0) query.set("hide", address.hidden.join("."));
  if (address.theme && address.theme !== "auto") query.set("theme", address.theme);
  if (address.design) query.set("design", address.design);
  if (address.report) query.set("report", address.report);
  if (address.alarm) query.set("alarm", address.alarm);
  if (address.alarms) query.set("alarms", address.alarms);
  for (const key of listKeys) if (address.list[key]) query.set(`list.${key}`, address.list[key]);
  for (const key of energyKeys) if (address.energy[key]) query.set(`energy.${key}`, address.energy[key]);
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

const pair = (key: string, value: string | null): [string, string][] => (value ? [[key, value]] : []);

function readView(text: string | null): Address["view"] {
  const [zoom, lat, lon, ...rest] = (text ?? "").split("/").map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined || rest.length > 0) return undefined;
  return zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { zoom, lat, lon } : undefined;
}

function writePick(pick: Pick): string {
  if (pick.by === "polygon") return `polygon:${pick.corners.map(writePlace).join(";")}`;
  if (pick.by === "radius") return `radius:${Math.round(pick.radiusM)};${writePlace(pick.centre)}`;
  return `${pick.by}:${pick.name}`;
}

function readPick(text: string | null): Pick | undefined {
  const [by, ...rest] = (text ?? "").split(":");
  const value = rest.join(":");
  if (value === "") return undefined;
  if (by === "street" || by === "group" || by === "area") return { by, name: value };
  if (by === "polygon") return readPolygon(value);
  return by === "radius" ? readRadius(value) : undefined;
}

function readPolygon(value: string): Pick | undefined {
  const corners = value.split(";").flatMap((part) => readPlace(part) ?? []);
  return corners.length >= 3 ? { by: "polygon", corners } : undefined;
}

function readRadius(value: string): Pick | undefined {
  const [radius, place] = value.split(";");
  const centre = readPlace(place ?? "");
  const radiusM = Number(radius);
  return centre && radiusM > 0 ? { by: "radius", centre, radiusM } : undefined;
}

const writePlace = (place: Place): string => `${place.lat.toFixed(5)},${place.lon.toFixed(5)}`;

function readPlace(text: string): Place | undefined {
  const [lat, lon] = text.split(",").map(Number);
  return lat !== undefined && lon !== undefined && Math.abs(lat) <= 85 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}
