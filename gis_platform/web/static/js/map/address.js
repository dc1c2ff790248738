/** What a link reproduces: view, filters, switched-off layers, selection. It lives in the address and nowhere else. */

/** @typedef {{at: {lng: number, lat: number, zoom: number} | null, risk: string[], sector: string[], only: string[], off: string[], site: number | null}} State `risk`, `sector`: what is hidden */

/** Layers that are off until asked for; an address says `off` only where it differs. */
const OFF = ["coverage"];
const LISTS = /** @type {const} */ (["risk", "sector", "only", "off"]);

/** @param {string} search @returns {State} */
export function read(search) {
  const query = new URLSearchParams(search);
  const [lng, lat, zoom] = (query.get("at") ?? "").split(",").map(Number);
  const isPlace = [lng, lat, zoom].every(Number.isFinite) && Math.abs(lng) <= 180 && Math.abs(lat) <= 85 && query.has("at");
  const site = Number(query.get("site"));
  const [risk, sector, only, off] = LISTS.map((name) => (query.get(name) ?? (name === "off" ? OFF.join(",") : "")).split(",").filter(Boolean));
  return { at: isPlace ? { lng, lat, zoom } : null, risk, sector, only, off, site: Number.isInteger(site) && site > 0 ? site : null };
}

/** @param {State} state @returns {string} the query, with `?`, or nothing */
export function write(state) {
  const query = new URLSearchParams();
  if (state.at) query.set("at", [state.at.lng.toFixed(5), state.at.lat.toFixed(5), state.at.zoom.toFixed(2)].join(","));
  for (const name of LISTS) if (name === "off" ? state.off.join() !== OFF.join() : state[name].length) query.set(name, state[name].join(","));
  if (state.site) query.set("site", String(state.site));
  return query.size ? `?${query.toString().replaceAll("%2C", ",")}` : "";
}
