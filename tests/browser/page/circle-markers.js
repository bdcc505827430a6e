/**
 * The peer of the web benchmark: the same lights, the same changes, drawn as plain Leaflet offers it, one circleMarker per light on its canvas
 * renderer. Data come as GeoJSON-like JSON rows, changes as one JSON message a batch, as a page without own binary forms would have them.
 */
const { L } = globalThis;
const map = L.map("map", { preferCanvas: true, fadeAnimation: false, zoomControl: false });
const colours = ["#6b747c", "#8a9299", "#e9b2f4", "#f58f6c", "#fcb723", "#f6ecbc", "#db581c", "#429df2", "#f34959", "#6479e4"];
const lights = await (await fetch("/peer-lights")).json();
const [lat, lon, zoom] = new URLSearchParams(location.search).get("at").split("/").map(Number);
map.setView([lat, lon], zoom, { animate: false });
const markers = lights.map(([lightLat, lightLon, condition, levelPct]) =>
  L.circleMarker([lightLat, lightLon], { radius: 3.5, weight: 0, fillOpacity: levelPct === 0 ? 0.4 : 1, fillColor: colours[condition] }).addTo(map),
);
requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("leerie:painted")));

const socket = new WebSocket(`ws://${location.host}/peer-live`);
socket.onmessage = (event) => {
  for (const [row, condition, levelPct] of JSON.parse(event.data))
    markers[row].setStyle({ fillOpacity: levelPct === 0 ? 0.4 : 1, fillColor: colours[condition] });
};
