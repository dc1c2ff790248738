/** The plan's own layers on the base map: candidates, roads of the teams, stops, depot. Pure values, no map. */

/** @typedef {[number, number, string, string]} Dot lng, lat, risk, name */
/** @typedef {{isOrdered?: boolean, depot?: {name: string, lng: number, lat: number}, geojson?: string | null, dots?: Dot[],
 *   ghosts?: [number, number][]} & import("../map/base.js").Ground} Options */
/** @typedef {{type: "FeatureCollection", features: any[]}} Collection */

const HUES = 4;
/** Dash by team, in widths of the line; a round cap makes the zero a dot. */
const DASHES = /** @type {(number[] | null)[]} */ ([null, [3, 1.4], [0.01, 1.7], [3, 1.6, 0.01, 1.6]]);
const NAME = { "text-field": ["get", "name"], "text-font": ["Bold"], "text-size": 13, "text-anchor": "top", "text-offset": [0, 1.1], "text-optional": true };

/** @param {number} team @returns {number} 1–4: teams beyond share hue and dash, the number tells them apart */
function hueOf(team) {
  return ((team - 1) % HUES) + 1;
}

/** @param {import("../map/paint.js").Ink} ink @returns {any[]} layers, in the order in which they lie */
export function planLayers(ink) {
  const text = { "text-color": ink("map-label"), "text-halo-color": ink("map-halo"), "text-halo-width": 1.8 };
  const layout = { "line-cap": "round", "line-join": "round" };
  const isLeg = ["==", ["get", "kind"], "leg"];
  const roads = DASHES.flatMap((dash, k) =>
    [false, true].map((isReturn) => ({
      id: `route-${k + 1}${isReturn ? "-back" : ""}`, type: "line", source: "plan", layout,
      filter: ["all", isLeg, ["==", ["get", "hue"], k + 1], ["==", ["get", "is_return"], isReturn]],
      paint: {
        "line-color": ink(`team-${k + 1}`), "line-width": isReturn ? 2 : 3.6, "line-opacity": isReturn ? 0.45 : 1,
        ...(dash ? { "line-dasharray": dash } : {}),
      },
    })),
  );
  const icon = { "icon-image": ["get", "image"], "icon-overlap": "always", "icon-padding": 0 };
  return [
    { id: "ghosts", type: "circle", source: "ghosts", paint: { "circle-radius": 2.4, "circle-color": ink("map-label-minor"), "circle-opacity": 0.38 } },
    { id: "route-case", type: "line", source: "plan", layout, filter: ["all", isLeg, ["!", ["get", "is_return"]]], paint: { "line-color": ink("surface"), "line-width": 7, "line-opacity": 0.9 } },
    ...roads,
    { id: "dots", type: "symbol", source: "dots", layout: { ...icon, "symbol-sort-key": ["get", "sort"] } },
    { id: "dot-names", type: "symbol", source: "dots", minzoom: 12, layout: { ...NAME, "text-size": 12 }, paint: text },
    { id: "depot", type: "symbol", source: "plan", filter: ["==", ["get", "kind"], "depot"], layout: icon },
    { id: "stops", type: "symbol", source: "plan", filter: ["==", ["get", "kind"], "stop"], layout: { ...icon, ...NAME, "text-field": ["step", ["zoom"], "", 8.8, ["get", "name"]] }, paint: text },
  ];
}

/**
 * With its pictures. Where the order is not the matter, stops carry their team's number and there are no roads.
 * @param {Collection} collection what the server sent @param {boolean} isOrdered @returns {Collection}
 */
export function drawnPlan(collection, isOrdered) {
  const shown = collection.features.filter(({ properties }) => isOrdered || properties.kind !== "leg");
  return { ...collection, features: shown.map((one) => ({ ...one, properties: { ...one.properties, ...pictured(one.properties, isOrdered) } })) };
}

/** @param {any} properties @param {boolean} isOrdered */
function pictured({ kind, team, place, level, state }, isOrdered) {
  if (kind === "depot") return { image: "depot" };
  const hue = hueOf(team);
  if (kind === "leg") return { hue };
  const done = state === "left" || state === "unsealed" ? "done" : "";
  return { image: `stop:${hue}:${isOrdered ? place : team}:${level || "none"}:${done}` };
}

/** @param {Dot[]} dots @returns {Collection} */
export function dotFeatures(dots) {
  const order = ["", "blue", "yellow", "orange", "red"];
  return points(dots.map(([lng, lat, level, name]) => [lng, lat, { image: `dot:${level || "none"}:`, name, sort: order.indexOf(level) }]));
}

/** @param {[number, number, any?][]} rows @returns {Collection} */
export function points(rows) {
  return { type: "FeatureCollection", features: rows.map(([lng, lat, properties = {}]) => ({ type: "Feature", geometry: { type: "Point", coordinates: [lng, lat] }, properties })) };
}
