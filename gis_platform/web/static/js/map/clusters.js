/** Which sites stand alone and which are counted together, at one zoom. Pure: runs in Node's tests too. */

/** @typedef {{id: number, name: string, lng: number, lat: number, risk: string, kind: string, township: string, x: number, y: number}} Site `x`, `y`: Web Mercator, 0 … 1 */
/** @typedef {{lng: number, lat: number, sites: Site[]}} Group one site, or several as a cluster */

export const LEVELS = ["red", "orange", "yellow", "blue", ""];
/** From this zoom on a site of the level stands alone, as a square with its icon. Red never clusters. */
export const ALONE_FROM = /** @type {Record<string, number>} */ ({ red: 0, orange: 11, yellow: 12, blue: 13, "": 13 });
const MERGE_PX = 58;
const TILE_PX = 512;

/** @param {number} lng @param {number} lat @returns {{x: number, y: number}} */
export function mercator(lng, lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return { x: lng / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

/**
 * Sites within 58 px of the first of them are one group; the order (level, then id) makes it the same each time.
 * @param {Site[]} sites
 * @param {number} zoom
 * @returns {Group[]}
 */
export function groups(sites, zoom) {
  const reach = MERGE_PX / (TILE_PX * 2 ** zoom);
  const alone = sites.filter((site) => zoom >= ALONE_FROM[site.risk]);
  const rest = sites.filter((site) => zoom < ALONE_FROM[site.risk]).sort(byLevelThenId);
  const cells = inCells(rest, reach);
  const taken = new Set();
  const merged = [];
  for (const site of rest) {
    if (taken.has(site)) continue;
    const near = neighbours(cells, site, reach).filter((one) => !taken.has(one));
    for (const one of near) taken.add(one);
    merged.push(middle(near));
  }
  return [...alone.map((site) => middle([site])), ...merged];
}

/** @param {Site} a @param {Site} b */
function byLevelThenId(a, b) {
  return LEVELS.indexOf(a.risk) - LEVELS.indexOf(b.risk) || a.id - b.id;
}

/** @param {Site[]} sites @param {number} reach @returns {Map<string, Site[]>} */
function inCells(sites, reach) {
  const cells = new Map();
  for (const site of sites) {
    const key = `${Math.floor(site.x / reach)}:${Math.floor(site.y / reach)}`;
    cells.set(key, [...(cells.get(key) ?? []), site]);
  }
  return cells;
}

/** @param {Map<string, Site[]>} cells @param {Site} site @param {number} reach @returns {Site[]} */
function neighbours(cells, site, reach) {
  const [column, row] = [Math.floor(site.x / reach), Math.floor(site.y / reach)];
  const around = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(`${column + dx}:${row + dy}`) ?? []));
  return around.filter((one) => Math.hypot(one.x - site.x, one.y - site.y) <= reach);
}

/** @param {Site[]} sites @returns {Group} */
function middle(sites) {
  const sum = sites.reduce((so, site) => ({ lng: so.lng + site.lng, lat: so.lat + site.lat }), { lng: 0, lat: 0 });
  return { lng: sum.lng / sites.length, lat: sum.lat / sites.length, sites };
}
