/** The sites on the map: which are shown, in groups, each with its picture. */

import { ALONE_FROM, groups, LEVELS, mercator } from "./clusters.js";
import { none } from "./style.js";

/** @typedef {import("./clusters.js").Site} Site */
/** @typedef {import("./clusters.js").Group} Group */
/** @typedef {import("./address.js").State} State */
/** @typedef {Record<string, Set<number>>} Marks {mark: ids of the sites that bear it}: overdue, hazards, unvisited */

/** @param {any} collection the server's GeoJSON @returns {Site[]} */
export function fromFeatures(collection) {
  return collection.features.map((/** @type {any} */ { id, geometry, properties }) => {
    const [lng, lat] = geometry.coordinates;
    return { id, lng, lat, ...properties, ...mercator(lng, lat) };
  });
}

/** @param {Site} site @param {State} state @param {Marks} marks @param {string} [but] a filter that does not count here */
export function isShown(site, state, marks, but) {
  const isLevel = but === "risk" || !state.risk.includes(site.risk || "none");
  const isSector = but === "sector" || !state.sector.includes(site.kind);
  return isLevel && isSector && state.only.every((mark) => marks[mark]?.has(site.id));
}

/** @param {Site[]} sites @param {number} zoom @param {Marks} marks @param {number | null} chosen */
export function drawn(sites, zoom, marks, chosen) {
  const features = groups(sites, zoom).filter((group) => !(group.sites.length === 1 && group.sites[0].id === chosen));
  return { ...none(), features: features.map((group) => feature(group, zoom, marks)) };
}

/** @param {Site | undefined} site */
export function chosenFeature(site) {
  if (!site) return none();
  return { ...none(), features: [point(site, { id: site.id, name: site.name, sort: 9, image: `site:${site.risk || "none"}:${site.kind}:selected` })] };
}

/** @param {Group} group @param {number} zoom @param {Marks} marks */
function feature(group, zoom, marks) {
  const [site] = group.sites;
  if (group.sites.length > 1) {
    const counts = LEVELS.slice(1).map((level) => group.sites.filter((one) => one.risk === level).length);
    return point(group, { count: group.sites.length, sort: 0, image: `cluster:${counts.join(":")}` });
  }
  const level = site.risk || "none";
  const state = marks.overdue?.has(site.id) ? "overdue" : "";
  const image = zoom >= ALONE_FROM[site.risk] ? `site:${level}:${site.kind}:${state}` : `dot:${level}:${state}`;
  return point(group, { id: site.id, name: site.name, sort: LEVELS.length - LEVELS.indexOf(site.risk), image });
}

/** @param {{lng: number, lat: number}} at @param {any} properties */
function point({ lng, lat }, properties) {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: [lng, lat] } };
}
