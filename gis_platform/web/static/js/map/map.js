/** The map page: sheet, sites, legend, search and drawer on one MapLibre map. `data-state="idle"`: all is drawn. */

import { api } from "../api.js";
import * as address from "./address.js";
import { attend, FIXED, newMap, pictureOptions, styleLoaded } from "./base.js";
import * as drawerPart from "./drawer.js";
import * as legend from "./legend.js";
import { glyphs, inks, picture } from "./paint.js";
import * as search from "./search.js";
import { chosenFeature, drawn, fromFeatures, isShown } from "./sites.js";
import { SWITCHES } from "./style.js";

/** @typedef {import("./base.js").MapView} MapView */
/** @typedef {{sites: string, search: string, drawer: string} & import("./base.js").Ground} Options */
/** @typedef {(id: number | null, isFocused?: boolean) => void} Choose */
/**
 * @typedef {{element: HTMLElement, map: MapView, state: import("./address.js").State, paths: import("./paint.js").Glyphs,
 *   ink: import("./paint.js").Ink, sites: import("./clusters.js").Site[], marks: import("./sites.js").Marks, shownAt: number}} Page
 *   `shownAt`: the zoom step whose groups are drawn
 */

const SITE_ZOOM = 13;
const TOWN_ZOOM = 11.5;
const EDGE_PX = 48;

/** @param {HTMLElement} element @param {Options} options */
export async function mount(element, options) {
  const asked = api(options.sites);
  const page = await newPage(element, options);
  const { map, state } = page;
  /** @type {Choose} */
  const choose = (id, isFocused = false) => {
    state.site = id;
    if (id) open(page, drawer, isFocused);
    changed(page);
  };
  const drawer = drawerPart.mount(element, { url: options.drawer, closed: () => choose(null) });

  const home = () => map.fitBounds(options.bbox, { padding: padding() });
  attend(element, map, { ground: options.ground, home, repainted: () => lay(page) });
  listen(page, choose);
  legend.mount(element, state, () => changed(page));
  search.mount(/** @type {HTMLElement} */ (element.querySelector(".search")), { url: options.search, go: (hit) => go(page, hit, choose) });

  await styleLoaded(map);
  lay(page);
  take(page, (await asked).data);
  if (state.site) open(page, drawer, false);
  map.triggerRepaint();
}

/** @param {HTMLElement} element @param {Options} options @returns {Promise<Page>} */
async function newPage(element, options) {
  const state = address.read(location.search);
  const paths = await glyphs();
  const camera = state.at && { center: /** @type {[number, number]} */ ([state.at.lng, state.at.lat]), zoom: state.at.zoom };
  const map = newMap(/** @type {HTMLElement} */ (element.querySelector(".canvas")), options, { camera, padding: padding() });
  return { element, map, state, paths, ink: inks(), sites: [], marks: {}, shownAt: NaN };
}

/** @param {Page} page @param {Choose} choose */
function listen(page, choose) {
  const { element, map } = page;
  map.on("zoom", () => step(map.getZoom()) !== page.shownAt && page.sites.length && drawSites(page));
  map.on("moveend", () => (count(page), remember(page), scale(element, map)));
  map.on("click", (event) => press(map, event, choose));
  map.on("mousemove", (event) => (map.getCanvas().style.cursor = under(map, event.point) ? "pointer" : ""));
}

/** What the sheet does not bring: pictures, sites, what is switched off. @param {Page} page */
function lay(page) {
  page.ink = inks();
  for (const id of FIXED) addPicture(page, id);
  drawSites(page);
  showLayers(page);
}

/** The sites have come. @param {Page} page @param {any} data the server's GeoJSON */
function take(page, data) {
  page.sites = fromFeatures(data);
  page.marks = Object.fromEntries(Object.entries(data.marks).map(([mark, ids]) => [mark, new Set(/** @type {number[]} */ (ids))]));
  page.element.dataset.loaded = "true";
  drawSites(page);
  count(page);
  scale(page.element, page.map);
}

/** A filter, a switch or the choice is another. @param {Page} page */
function changed(page) {
  drawSites(page);
  count(page);
  showLayers(page);
  remember(page);
}

/** @param {Page} page */
function drawSites(page) {
  const { map, marks, sites, state } = page;
  page.shownAt = step(map.getZoom());
  const shown = drawn(sites.filter((site) => isShown(site, state, marks)), page.shownAt, marks, state.site);
  const chosen = chosenFeature(sites.find((site) => site.id === state.site));
  for (const [name, collection] of Object.entries({ sites: shown, chosen })) {
    for (const { properties } of collection.features) addPicture(page, properties.image);
    /** @type {import("./base.js").GeoJSONSource} */ (map.getSource(name)).setData(/** @type {any} */ (collection));
  }
}

/** @param {Page} page @param {string} id */
function addPicture({ map, ink, paths }, id) {
  if (!map.hasImage(id)) map.addImage(id, picture(id, ink, paths), pictureOptions(id));
}

/** @param {Page} page */
function count({ element, map, marks, sites, state }) {
  const bounds = map.getBounds();
  legend.count(element, sites.filter((site) => bounds.contains([site.lng, site.lat])), state, marks);
}

/** @param {Page} page */
function showLayers({ map, state }) {
  for (const [name, layers] of Object.entries(SWITCHES)) {
    const visibility = state.off.includes(name) ? "none" : "visible";
    for (const id of layers) if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", visibility);
  }
}

/** In the address. @param {Page} page */
function remember({ map, state }) {
  const { lng, lat } = map.getCenter();
  state.at = { lng, lat, zoom: map.getZoom() };
  history.replaceState(history.state, "", address.write(state) || location.pathname);
}

/** @param {Page} page @param {ReturnType<typeof drawerPart.mount>} drawer @param {boolean} isFocused */
async function open(page, drawer, isFocused) {
  await drawer.open(Number(page.state.site), isFocused);
  const site = page.sites.find((one) => one.id === page.state.site);
  if (site) uncover(page.element, page.map, site);
}

/** @param {Page} page @param {import("./search.js").Hit} hit @param {Choose} choose */
function go({ map }, { kind, id, lng, lat }, choose) {
  const isSite = kind === "site";
  map.flyTo({ center: [lng, lat], zoom: Math.max(map.getZoom(), isSite ? SITE_ZOOM : TOWN_ZOOM), essential: false });
  if (isSite) choose(id, true);
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

/** @param {MapView} map @param {{x: number, y: number}} point */
function under(map, point) {
  const box = /** @type {[any, any]} */ ([[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]]);
  return map.getLayer("sites") ? map.queryRenderedFeatures(box, { layers: ["chosen", "sites"] })[0] : undefined;
}

/** @param {MapView} map @param {import("./base.js").MapEvent} event @param {(id: number) => void} choose */
function press(map, event, choose) {
  const found = under(map, event.point);
  if (!found) return;
  const [lng, lat] = /** @type {any} */ (found.geometry).coordinates;
  if (found.properties.count) map.easeTo({ center: [lng, lat], zoom: Math.floor(map.getZoom()) + 2 });
  else choose(found.properties.id);
}

/** Move a site out from under the drawer. @param {HTMLElement} element @param {MapView} map @param {{lng: number, lat: number}} site */
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

/** The longest round length of at most 96 px. @param {HTMLElement} element @param {MapView} map */
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
