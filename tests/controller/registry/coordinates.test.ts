import { describe, expect, test } from "vitest";
import { distanceM, fromNationalGrid, gridProblem, placeProblem } from "#controller/registry/coordinates";

/** Ordnance Survey's test points for OSTN15 (developers' pack, 2016): easting and northing, m; ETRS89 latitude and longitude, degrees. */
const testPoints = [
  ["TP01 St Mary's, Scilly", 91492.146, 11318.804, 49.9222639373, -6.29977752014],
  ["TP07 North Foreland", 639821.835, 169565.858, 51.3744702555, 1.44454730409],
  ["TP09 Lambeth", 530624.974, 178388.464, 51.4893656495, -0.1199255718],
  ["TP20 Pudsey", 422242.186, 433818.701, 53.8002151963, -1.66379168242],
  ["TP26 Glasgow", 256340.925, 664697.269, 55.8539995295, -4.29649016251],
  ["TP27 Edinburgh", 319188.434, 670947.534, 55.9247826551, -3.29479219337],
  ["TP28 Mallaig", 167634.202, 797067.144, 57.0060669605, -5.8283669185],
  ["TP29 Girdle Ness, Aberdeen", 397160.491, 805349.736, 57.1390251896, -2.04856030746],
  ["TP30 Inverness", 267056.768, 846176.972, 57.4862500072, -4.21926398555],
  ["TP33 Butt of Lewis", 151968.652, 966483.78, 58.515603613, -6.26091455533],
  ["TP35 Orkney", 330398.323, 1017347.016, 59.0374387119, -3.21454001115],
  ["TP40 Foula, Shetland", 395999.668, 1138728.951, 60.1330809166, -2.07382822798],
] as const;

describe("British National Grid to WGS84", () => {
  test.each(testPoints)("%s is within 5 m of the published position", (_, eastingM, northingM, lat, lon) => {
    expect(distanceM(fromNationalGrid(eastingM, northingM), { lat, lon })).toBeLessThan(5);
  });
});

describe("what cannot be a light's place", () => {
  test.each([
    [0, 0, "not known"],
    [-3.19, 55.95, "swapped"],
    [120, -3, "swapped"],
    [325_000, 673_000, "easting and northing"],
    [91, 170, "latitude must be"],
    [55, 181, "longitude must be"],
  ])("latitude %d, longitude %d", (lat, lon, reason) => expect(placeProblem(lat, lon)).toContain(reason));

  test.each([
    [0, 0, "not known"],
    [55.95, -3.19, "lat and lon"],
    [800_000, 673_000, "easting must be"],
    [325_000, 1_400_000, "northing must be"],
  ])("easting %d, northing %d", (eastingM, northingM, reason) => expect(gridProblem(eastingM, northingM)).toContain(reason));

  test("Lerwick, Land's End and Greenwich are places", () => {
    for (const [lat, lon] of [
      [60.155, -1.145],
      [50.066, -5.714],
      [51.4769, 0],
    ] as const)
      expect(placeProblem(lat, lon)).toBeUndefined();
    expect(gridProblem(447_500, 1_141_500)).toBeUndefined();
  });
});
