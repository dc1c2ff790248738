/** The map's sheet: a quiet base, so that the sites are the ink. */

/** @typedef {import("./paint.js").Ink} Ink */
/** @typedef {{tiles: Record<string, string>, county: any, watermark: string, isApproximate: boolean}} Ground */

/** Layers of the style that each switch of the legend shows and hides. */
export const SWITCHES = {
  townships: ["township-hatch", "township-line", "watermark", "township-watermark"],
  zones: ["zone", "zone-pattern", "zone-line"],
  roads: ["road-case", "road", "expressway-case", "expressway", "shield"],
  water: ["lake", "water-case", "water", "water-name"],
  coverage: ["coverage"],
};
const FONT = ["Regular"];
const BOLD = ["Bold"];
const EXPRESSWAY = ["match", ["get", "highway"], ["motorway", "motorway_link", "trunk", "trunk_link"], true, false];
const HIGH = ["match", ["get", "highway"], ["primary", "secondary"], true, false];
const SMALL = ["match", ["get", "highway"], ["primary", "secondary", "tertiary"], false, true];
const IS_LINE = ["==", ["geometry-type"], "LineString"];
const IS_AREA = ["==", ["geometry-type"], "Polygon"];
/** In Chinese codes the township numbered 100 holds the county seat. */
const IS_SEAT = ["==", ["slice", ["get", "code"], 6], "100"];

/** Where a township's name may stand round its seat: near, then farther off, so that it is hardly ever dropped. */
const PLACES = [0.6, 1.6, 2.8].flatMap((far) => ["top", [0, far], "bottom", [0, -far], "left", [far, 0], "right", [-far, 0]]);

/** @param {Ink} ink @param {Ground} ground @returns {any} a MapLibre style */
export function sheet(ink, ground) {
  const vector = Object.entries(ground.tiles).map(([name, url]) => [name, { type: "vector", url }]);
  const text = { "text-color": ink("map-label"), "text-halo-color": ink("map-halo"), "text-halo-width": 1.8 };
  return {
    version: 8,
    sources: {
      ...Object.fromEntries(vector),
      county: { type: "geojson", data: ground.county },
      veil: { type: "geojson", data: veil(ground.county) },
      middle: { type: "geojson", data: ground.county ? centre(ground.county) : none() },
      sites: { type: "geojson", data: none() },
      chosen: { type: "geojson", data: none() },
    },
    layers: [
      { id: "outside", type: "background", paint: { "background-color": ink("map-outside") } },
      { id: "land", type: "fill", source: "county", paint: { "fill-color": ink("map-land") } },
      area("township", "townships", "townships", { "fill-color": tint(ink), "fill-antialias": false }),
      area("lake", "water", "water", { "fill-color": ink("map-water"), "fill-outline-color": ink("map-water-edge") }, IS_AREA),
      line("water-case", "water", ink("map-water-edge"), wide(byKind(2.4, 4.4)), IS_LINE),
      line("water", "water", ink("map-water"), wide(byKind(1.2, 3.2)), IS_LINE),
      line("road-case", "roads", ink("map-road-case"), wide(byClass(1.4, 3, 4.6)), ["!", EXPRESSWAY]),
      line("road", "roads", ink("map-road"), wide(byClass(0.8, 1.7, 3)), ["!", EXPRESSWAY]),
      line("expressway-case", "roads", ink("map-expressway-case"), wide(5.6), EXPRESSWAY),
      line("expressway", "roads", ink("map-expressway"), wide(3.8), EXPRESSWAY),
      { id: "veil", type: "fill", source: "veil", paint: { "fill-color": ink("map-outside"), "fill-opacity": 0.62 } },
      ...zones(ink),
      ...townshipLines(ink),
      { id: "county-line", type: "line", source: "county", layout: { "line-join": "round" }, paint: { "line-color": ink("map-county"), "line-width": 1.8 } },
      ...watermarks(ink, ground),
      ...(ground.tiles.coverage ? [coverage(ink)] : []),
      ...names(ink, text),
      ...siteLayers(ink, text),
    ],
  };
}

/** @param {string} id @param {string} source @param {string} part @param {any} paint @param {any} [filter] */
function area(id, source, part, paint, filter) {
  return { id, type: "fill", source, "source-layer": part, paint, ...(filter ? { filter } : {}) };
}

/** @param {string} id @param {string} source @param {string} colour @param {any} width @param {any} [filter] */
function line(id, source, colour, width, filter) {
  const layout = { "line-cap": "round", "line-join": "round" };
  return { id, type: "line", source, "source-layer": source, layout, paint: { "line-color": colour, "line-width": width }, ...(filter ? { filter } : {}) };
}

/** Widths are said at z9 to z10 and grow by 1.6 every two zooms. @param {any} width */
function wide(width) {
  return ["interpolate", ["exponential", 1.3], ["zoom"], 7, ["*", 0.6, width], 10, width, 16, ["*", 4, width]];
}

/** @param {number} village @param {number} county @param {number} high */
function byClass(village, county, high) {
  return ["case", HIGH, high, SMALL, village, county];
}

/** @param {number} stream @param {number} river */
function byKind(stream, river) {
  return ["match", ["get", "kind"], "river", river, stream];
}

/** @param {Ink} ink */
function tint(ink) {
  return ["case", ["==", ["%", ["to-number", ["slice", ["get", "code"], -1]], 2], 1], ink("map-land-alt"), ink("map-land")];
}

/** Round each site that was visited within its interval; sites without it are the gaps. @param {Ink} ink */
function coverage(ink) {
  const radius = ["interpolate", ["exponential", 2], ["zoom"], 8, 6, 13, 60];
  const paint = { "circle-radius": radius, "circle-color": ink("accent"), "circle-opacity": 0.16 };
  return { id: "coverage", type: "circle", source: "coverage", "source-layer": "coverage", filter: ["get", "is_covered"], paint };
}

/** @param {Ink} ink */
function zones(ink) {
  const level = ["get", "level"];
  const border = ["match", level, "red", ink("risk-red-border"), "orange", ink("risk-orange-border"), "yellow", ink("risk-yellow-border"), ink("risk-blue-border")];
  return [
    area("zone-pattern", "risk_zones", "risk_zones", { "fill-pattern": ["concat", "zone:", level] }),
    { id: "zone-line", type: "line", source: "risk_zones", "source-layer": "risk_zones", paint: { "line-color": border, "line-width": 1.2 } },
  ];
}

/** @param {Ink} ink */
function townshipLines(ink) {
  const paint = { "line-color": ink("map-boundary"), "line-width": 1.1, "line-dasharray": [6, 3, 1.4, 3] };
  return [
    {
      id: "township-hatch", type: "line", source: "townships", "source-layer": "townships",
      filter: ["get", "is_approximate"], paint: { "line-pattern": "hatch", "line-width": 6, "line-offset": 3, "line-opacity": ["step", ["zoom"], 0.6, 11, 1] },
    },
    { id: "township-line", type: "line", source: "townships", "source-layer": "townships", paint },
  ];
}

/** @param {Ink} ink @param {Ground} ground */
function watermarks(ink, ground) {
  if (!ground.isApproximate) return [];
  const layout = { "text-field": ground.watermark, "text-font": BOLD, "text-size": 22, "text-letter-spacing": document.documentElement.lang === "en" ? 0.08 : 0.3, "text-rotate": -18, "text-overlap": "always", "text-ignore-placement": true, "text-max-width": 40 };
  const paint = { "text-color": ink("map-label-minor"), "text-opacity": 0.17 };
  return [
    { id: "watermark", type: "symbol", source: "middle", maxzoom: 11, layout, paint },
    { id: "township-watermark", type: "symbol", source: "townships", "source-layer": "townships_labels", minzoom: 11, filter: ["get", "is_approximate"], layout, paint },
  ];
}

/** @param {Ink} ink @param {any} text */
function names(ink, text) {
  const water = { "text-field": ["get", "name"], "text-font": FONT, "text-size": 12.5, "symbol-placement": "line", "text-letter-spacing": 0.12, "symbol-spacing": 500 };
  const shield = { "text-field": ["get", "ref"], "text-font": BOLD, "text-size": 10.5, "symbol-placement": "line-center", "text-padding": 60, "text-rotation-alignment": "viewport", "icon-rotation-alignment": "viewport", "icon-image": "shield", "icon-text-fit": "both", "icon-text-fit-padding": [2, 4, 2, 4] };
  const town = {
    "text-field": ["get", "name"], "text-font": ["case", IS_SEAT, ["literal", BOLD], ["literal", FONT]], "text-size": ["case", IS_SEAT, 17, 14],
    "text-variable-anchor-offset": PLACES, "text-justify": "auto", "text-padding": 0,
  };
  const seat = { "circle-radius": ["case", IS_SEAT, 5, 3.4], "circle-color": ink("surface"), "circle-stroke-color": ink("map-label"), "circle-stroke-width": 1.6 };
  return [
    { id: "village-name", type: "symbol", source: "settlements", "source-layer": "settlements", minzoom: 12, filter: ["!=", ["get", "kind"], "seat"], layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 12 }, paint: { ...text, "text-color": ink("map-label-minor") } },
    { id: "shield", type: "symbol", source: "roads", "source-layer": "roads", minzoom: 9, filter: ["all", ["!=", ["get", "ref"], ""], ["any", HIGH, ["==", ["get", "highway"], "motorway"]]], layout: shield, paint: { "text-color": ink("map-label") } },
    { id: "water-name", type: "symbol", source: "water", "source-layer": "water", minzoom: 9, filter: ["==", ["get", "kind"], "river"], layout: water, paint: { ...text, "text-color": ink("map-water-label") } },
    { id: "seat", type: "circle", source: "townships", "source-layer": "townships_labels", paint: seat },
    { id: "township-name", type: "symbol", source: "townships", "source-layer": "townships_labels", layout: town, paint: text },
  ];
}

/** @param {Ink} ink @param {any} text */
function siteLayers(ink, text) {
  const icon = { "icon-image": ["get", "image"], "icon-overlap": "always", "icon-padding": 0, "symbol-sort-key": ["get", "sort"] };
  const name = { "text-field": ["get", "name"], "text-font": BOLD, "text-size": 13, "text-anchor": "top", "text-offset": [0, 1.3] };
  const size = ["step", ["zoom"], ["case", ["has", "count"], 1, 0.86], 10, 1];
  return [
    { id: "site-name", type: "symbol", source: "sites", minzoom: 13, filter: ["!", ["has", "count"]], layout: { ...name, "text-optional": true }, paint: text },
    { id: "sites", type: "symbol", source: "sites", layout: { ...icon, "icon-size": size }, paint: {} },
    { id: "chosen", type: "symbol", source: "chosen", layout: { ...icon, ...name, "text-overlap": "always", "text-offset": [0, 1.6] }, paint: text },
  ];
}

export function none() {
  return { type: "FeatureCollection", features: /** @type {any[]} */ ([]) };
}

/** Everything but the county. @param {any} county a MultiPolygon feature */
function veil(county) {
  if (!county) return none();
  const world = [[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]];
  const holes = county.coordinates.map((/** @type {any} */ polygon) => clockwise(polygon[0]));
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [world, ...holes] } };
}

/** A ring must run against the ring that it is a hole of. @param {number[][]} ring */
function clockwise(ring) {
  const twice = ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - ring[(i + 1) % ring.length][0] * y, 0);
  return twice > 0 ? [...ring].reverse() : ring;
}

/** Middle of the county's box. @param {any} county */
function centre(county) {
  const points = county.coordinates.flat(2);
  const [lngs, lats] = [points.map((/** @type {number[]} */ p) => p[0]), points.map((/** @type {number[]} */ p) => p[1])];
  const coordinates = [(Math.min(...lngs) + Math.max(...lngs)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
  return { type: "Feature", properties: {}, geometry: { type: "Point", coordinates } };
}
