/** The plan's map: candidates, then stops and roads of the teams. A stop chosen in the timetable is flown to. */

import { api } from "../api.js";
import { attend, FIXED, newMap, pictureOptions, styleLoaded } from "../map/base.js";
import { inks, picture } from "../map/paint.js";
import { SWITCHES } from "../map/style.js";
import { word } from "../page.js";
import { dotFeatures, drawnPlan, planLayers, points } from "./layers.js";
import { planPicture } from "./paint.js";

/** @typedef {import("./layers.js").Options} Options */
/** @typedef {import("./layers.js").Collection} Collection */

/** @param {HTMLElement} element @param {Options} options */
export async function mount(element, options) {
  const asked = options.geojson ? api(options.geojson) : null;
  const map = newMap(/** @type {HTMLElement} */ (element.querySelector(".canvas")), options, { padding: padding() });
  const collections = { ghosts: points(options.ghosts ?? []), dots: dotFeatures(options.dots ?? []), plan: depotOnly(options) };
  let ink = inks();

  const addPicture = (/** @type {string} */ id) => {
    if (map.hasImage(id)) return;
    map.addImage(id, /^(stop|depot)/.test(id) ? planPicture(id, ink) : picture(id, ink, {}), pictureOptions(id));
  };
  const lay = () => {
    ink = inks();
    FIXED.forEach(addPicture);
    for (const [name, data] of Object.entries(collections)) {
      for (const { properties } of data.features) if (properties.image) addPicture(properties.image);
      map.addSource(name, { type: "geojson", data: /** @type {any} */ (data) });
    }
    // What the day is about is the ink here: coverage and risk zones stay on the risk map.
    for (const id of [...SWITCHES.coverage, ...SWITCHES.zones]) if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", "none");
    for (const layer of planLayers(ink)) map.addLayer(layer);
  };
  const home = (duration = 400) => map.fitBounds(options.bbox, { padding: padding(), duration });
  let isTouched = false;

  attend(element, map, { ground: options.ground, home: () => home(), repainted: lay });
  for (const kind of ["mousedown", "wheel", "touchstart", "keydown"]) element.addEventListener(kind, () => (isTouched = true), { passive: true });
  map.on("resize", () => isTouched || home(0)); // the timetable below takes its place
  document.addEventListener("stop:select", (event) => {
    const chosen = /** @type {CustomEvent<string>} */ (event).detail;
    const stop = collections.plan.features.find(({ properties }) => properties.stop_id === chosen);
    if (stop) map.flyTo({ center: stop.geometry.coordinates, zoom: Math.max(map.getZoom(), 12.5) });
  });

  await styleLoaded(map);
  lay();
  if (asked) {
    collections.plan = drawnPlan((await asked).data, Boolean(options.isOrdered));
    for (const { properties } of collections.plan.features) if (properties.image) addPicture(properties.image);
    /** @type {import("../map/base.js").GeoJSONSource} */ (map.getSource("plan")).setData(/** @type {any} */ (collections.plan));
  }
  element.dataset.loaded = "true";
  map.resize();
  map.triggerRepaint();
}

/** @param {Options} options @returns {Collection} */
function depotOnly({ depot }) {
  return points(depot ? [[depot.lng, depot.lat, { kind: "depot", image: "depot", name: word("plan.depot") }]] : []);
}

/** Room for what floats over the map. */
function padding() {
  return innerWidth > 720 ? { top: 32, bottom: 64, left: 48, right: 64 } : 32;
}
