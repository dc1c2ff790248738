/** The base map that every map page stands on: one county, flat, with our own ground and no service from elsewhere. */

import * as maplibregl from "maplibre-gl";

/**
 * Other modules take these names from here: collectstatic follows every quoted import, in comments too, and finds no
 * file for a bare name.
 * @typedef {maplibregl.Map} MapView
 * @typedef {maplibregl.GeoJSONSource} GeoJSONSource
 * @typedef {maplibregl.MapMouseEvent} MapEvent
 */
import { pageData, word } from "../page.js";
import { toastProblem } from "../shell/toast.js";
import { inks, PIXELS } from "./paint.js";
import { sheet } from "./style.js";

/** @typedef {{bbox: [number, number, number, number], ground: import("./style.js").Ground}} Ground */

/** Pictures that the sheet itself asks for. */
export const FIXED = ["hatch", "shield", "zone:red", "zone:orange", "zone:yellow", "zone:blue"];
const FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','WenQuanYi Zen Hei',sans-serif";

/**
 * @param {HTMLElement} container @param {Ground} options
 * @param {{camera?: {center: [number, number], zoom: number} | null, padding?: any}} [view] without a camera: the whole county
 * @returns {maplibregl.Map}
 */
export function newMap(container, { bbox, ground }, { camera, padding = 24 } = {}) {
  maplibregl.setWorkerUrl(pageData("shell-data").maplibreWorker);
  const [west, south, east, north] = bbox;
  const map = new maplibregl.Map({
    container,
    style: sheet(inks(), ground),
    ...(camera ?? { bounds: bbox, fitBoundsOptions: { padding } }),
    maxBounds: [[west - 1, south - 1], [east + 1, north + 1]],
    minZoom: 7, maxZoom: 17, attributionControl: false, dragRotate: false, pitchWithRotate: false, fadeDuration: 0,
    localIdeographFontFamily: FONTS,
    locale: { "Map.Title": word("map.title") },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on("error", (event) => toastProblem(event.error));
  return map;
}

/** @param {string} id */
export function pictureOptions(id) {
  if (id !== "shield") return { pixelRatio: PIXELS };
  return { pixelRatio: PIXELS, content: /** @type {any} */ ([8, 8, 24, 24]), stretchX: /** @type {any} */ ([[12, 20]]), stretchY: /** @type {any} */ ([[12, 20]]) };
}

/**
 * What every map page does alike: `data-state` (loading, moving, idle: all is drawn), its buttons, and a new sheet when
 * the theme changes.
 * @param {HTMLElement} element @param {MapView} map
 * @param {{ground: import("./style.js").Ground, home: () => void, repainted: () => void}} options `repainted` lays what the
 *   sheet does not bring
 */
export function attend(element, map, { ground, home, repainted }) {
  map.on("movestart", () => (element.dataset.state = "moving"));
  map.on("idle", () => (element.dataset.state = element.dataset.loaded ? "idle" : "loading"));
  const deeds = /** @type {Record<string, () => void>} */ ({ in: () => map.zoomIn(), out: () => map.zoomOut(), home });
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-map]"))) {
    button.addEventListener("click", () => deeds[String(button.dataset.map)]());
  }
  const repaint = () => {
    map.setStyle(sheet(inks(), ground), { diff: false });
    map.once("style.load", repainted);
  };
  document.addEventListener("theme:change", repaint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

/** @param {MapView} map @returns {Promise<void>} */
export function styleLoaded(map) {
  return new Promise((resolve) => (map.isStyleLoaded() ? resolve() : map.once("style.load", () => resolve())));
}
