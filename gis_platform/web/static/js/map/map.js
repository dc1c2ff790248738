/** The map page: sheet, sites, legend, search and drawer on one MapLibre map. `data-state="idle"`: all is drawn. */

import * as maplibregl from "maplibre-gl";
import { api } from "../api.js";
import * as address from "./address.js";
import { FIXED, newMap, pictureOptions } from "./base.js";
import * as drawerPart from "./drawer.js";
import * as legend from "./legend.js";
import { glyphs, inks, picture } from "./paint.js";
import { chosenFeature, drawn, fromFeatures, isShown } from "./sites.js";
import { sheet, SWITCHES } from "./style.js";
import * as search from "./search.js";

/** @typedef {{sites: string, search: string, drawer: string, bbox: [number, number, number, number], ground: import("./style.js").Ground}} Options */

const SITE_ZOOM = 13;
const EDGE_PX = 48;

/** @param {HTMLElement} element @param {Options} options */
export async function mount(element, options) {
  const state = address.read(location.search);
  const asked = api(options.sites);
  const paths = await glyphs();
  const camera = state.at && { center: /** @type {[number, number]} */ ([state.at.lng, state.at.lat]), zoom: state.at.zoom };
  const map = newMap(/** @type {HTMLElement} */ (element.querySelector(".canvas")), options, { camera, padding: padding() });
  /** @type {import("./clusters.js").Site[]} */
  let sites = [];
  /** @type {import("./sites.js").Marks} */
  let marks = {};
  let ink = inks();
  let shownAt = NaN;

  const addPicture = (/** @type {string} */ id) => {
    if (!map.hasImage(id)) map.addImage(id, picture(id, ink, paths), pictureOptions(id));
  };
  const source = (/** @type {string} */ id) => /** @type {maplibregl.GeoJSONSource} */ (map.getSource(id));
  const drawSites = () => {
    shownAt = step(map.getZoom());
    const shown = sites.filter((site) => isShown(site, state, marks));
    const collection = drawn(shown, shownAt, marks, state.site);
    const chosen = chosenFeature(sites.find((site) => site.id === state.site));
    for (const one of [...collection.features, ...chosen.features]) addPicture(one.properties.image);
    source("sites").setData(/** @type {any} */ (collection));
    source("chosen").setData(/** @type {any} */ (chosen));
  };
  const counted = () => {
    const bounds = map.getBounds();
    legend.count(element, sites.filter((site) => bounds.contains([site.lng, site.lat])), state, marks);
  };
  const remember = () => {
    const { lng, lat } = map.getCenter();
    state.at = { lng, lat, zoom: map.getZoom() };
    history.replaceState(history.state, "", address.write(state) || location.pathname);
  };
  const showLayers = () => {
    for (const [name, layers] of Object.entries(SWITCHES)) {
      const visibility = state.off.includes(name) ? "none" : "visible";
      for (const id of layers) if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", visibility);
    }
  };
  const changed = () => (drawSites(), counted(), showLayers(), remember());
  const repaint = () => {
    ink = inks();
    map.setStyle(sheet(ink, options.ground), { diff: false });
    map.once("style.load", ready);
  };
  const ready = () => (FIXED.forEach(addPicture), drawSites(), showLayers());

  const drawer = drawerPart.mount(element, { url: options.drawer, closed: () => choose(null) });
  const choose = (/** @type {number | null} */ id, isFocused = false) => {
    state.site = id;
    if (id) openDrawer(isFocused);
    changed();
  };
  const openDrawer = async (/** @type {boolean} */ isFocused) => {
    await drawer.open(Number(state.site), isFocused);
    const site = sites.find((one) => one.id === state.site);
    if (site) uncover(element, map, site);
  };

  map.on("movestart", () => (element.dataset.state = "moving"));
  map.on("idle", () => (element.dataset.state = element.dataset.loaded ? "idle" : "loading"));
  map.on("zoom", () => step(map.getZoom()) !== shownAt && sites.length && drawSites());
  map.on("moveend", () => (counted(), remember(), scale(element, map)));
  map.on("click", (event) => press(map, event, choose));
  map.on("mousemove", (event) => (map.getCanvas().style.cursor = under(map, event.point) ? "pointer" : ""));
  document.addEventListener("theme:change", repaint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

  legend.mount(element, state, changed);
  buttons(element, map, options.bbox);
  search.mount(/** @type {HTMLElement} */ (element.querySelector(".search")), {
    url: options.search,
    go: (hit) => {
      map.flyTo({ center: [hit.lng, hit.lat], zoom: Math.max(map.getZoom(), hit.kind === "site" ? SITE_ZOOM : 11.5), essential: false });
      if (hit.kind === "site") choose(hit.id, true);
    },
  });

  await new Promise((resolve) => (map.isStyleLoaded() ? resolve(null) : map.once("style.load", resolve)));
  ready();
  const { data } = await asked;
  sites = fromFeatures(data);
  marks = Object.fromEntries(Object.entries(data.marks).map(([mark, ids]) => [mark, new Set(/** @type {number[]} */ (ids))]));
  element.dataset.loaded = "true";
  drawSites();
  counted();
  scale(element, map);
  if (state.site) openDrawer(false);
  map.triggerRepaint();
}

/** Room for what floats over the map. */
function padding() {
  const right = address.read(location.search).site ? 452 : 72;
  return innerWidth > 720 ? { top: 24, bottom: 24, left: 296, right } : { top: 120, bottom: 24, left: 12, right: 12 };
}

/** @param {number} zoom half steps: groups change as one zooms, but not at each frame */
function step(zoom) {
  return Math.floor(zoom * 2) / 2;
}

/** @param {maplibregl.Map} map @param {maplibregl.Point} point */
function under(map, point) {
  const box = /** @type {[any, any]} */ ([[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]]);
  return map.getLayer("sites") ? map.queryRenderedFeatures(box, { layers: ["chosen", "sites"] })[0] : undefined;
}

/** @param {maplibregl.Map} map @param {maplibregl.MapMouseEvent} event @param {(id: number) => void} choose */
function press(map, event, choose) {
  const found = under(map, event.point);
  if (!found) return;
  const [lng, lat] = /** @type {any} */ (found.geometry).coordinates;
  if (found.properties.count) map.easeTo({ center: [lng, lat], zoom: Math.floor(map.getZoom()) + 2 });
  else choose(found.properties.id);
}

/** Move a site out from under the drawer. @param {HTMLElement} element @param {maplibregl.Map} map @param {{lng: number, lat: number}} site */
function uncover(element, map, site) {
  const sheet = map.getContainer().getBoundingClientRect();
  const over = /** @type {HTMLElement} */ (element.querySelector(".drawer")).getBoundingClientRect();
  if (!over.width) return;
  const isBelow = over.width > sheet.width / 2;
  const [width, height] = isBelow ? [sheet.width, over.top - sheet.top] : [over.left - sheet.left, sheet.height];
  const at = map.project([site.lng, site.lat]);
  const isSeen = at.x > EDGE_PX && at.x < width - EDGE_PX && at.y > EDGE_PX && at.y < height - EDGE_PX;
  if (!isSeen) map.panBy([at.x - width / 2, at.y - height / 2]);
}

/** @param {HTMLElement} element @param {maplibregl.Map} map @param {Options["bbox"]} bbox */
function buttons(element, map, bbox) {
  const deeds = /** @type {Record<string, () => void>} */ ({
    in: () => map.zoomIn(),
    out: () => map.zoomOut(),
    home: () => map.fitBounds(bbox, { padding: padding() }),
  });
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-map]"))) {
    button.addEventListener("click", () => deeds[String(button.dataset.map)]());
  }
}

/** The longest round length of at most 96 px. @param {HTMLElement} element @param {maplibregl.Map} map */
function scale(element, map) {
  const bar = /** @type {HTMLElement | null} */ (element.querySelector(".scale-bar"));
  if (!bar) return;
  const metresPerPixel = (40075016.7 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom());
  const most = metresPerPixel * 96;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = /** @type {number} */ ([5, 2, 1].find((part) => part * power <= most)) * power;
  bar.style.width = `${length / metresPerPixel}px`;
  bar.textContent = length >= 1000 ? `${length / 1000} km` : `${length} m`;
}
