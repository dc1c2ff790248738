/** 电子围栏 as the phone shows it before the server has spoken (S2); the server's own verdict is the one that counts. */

const RAD = Math.PI / 180;
const LIMITS = { boundary_m: 100, point_m: 300, accuracy_m: 100 };
const WINDS = ["n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw"];

/** @typedef {[lng: number, lat: number]} Pair */
/** @typedef {{code: "outside" | "inaccurate" | "accuracy_unknown" | "source_unknown", value?: number}} Doubt */

/** Metres between two places. @param {Pair} a @param {Pair} b */
export function distanceM(a, b) {
  return Math.hypot(...metresFrom(a, b));
}

/** Degrees from north, clockwise. @param {Pair} from @param {Pair} to */
export function bearingDeg(from, to) {
  const turn = (to[0] - from[0]) * RAD;
  const y = Math.sin(turn) * Math.cos(to[1] * RAD);
  const x = Math.cos(from[1] * RAD) * Math.sin(to[1] * RAD) - Math.sin(from[1] * RAD) * Math.cos(to[1] * RAD) * Math.cos(turn);
  return (Math.atan2(y, x) / RAD + 360) % 360;
}

/** One of sixteen winds. @param {number} deg */
export function wind(deg) {
  return WINDS[Math.round(deg / 22.5) % 16];
}

/** East and north metres of `b` seen from `a`, on WGS-84's local radii. @param {Pair} a @param {Pair} b @returns {Pair} */
export function metresFrom(a, b) {
  const phi = ((a[1] + b[1]) / 2) * RAD;
  const w = 1 - 0.00669437999014 * Math.sin(phi) ** 2;
  const east = (6378137 / Math.sqrt(w)) * Math.cos(phi);
  const north = (6378137 * (1 - 0.00669437999014)) / w ** 1.5;
  return [(b[0] - a[0]) * RAD * east, (b[1] - a[1]) * RAD * north];
}

/**
 * Metres outside a site: to its boundary (0 inside), or to its point where no boundary is known.
 * @param {Pair} at
 * @param {{lng: number, lat: number, boundary?: Pair[] | null}} site `boundary`: outer ring
 */
export function awayM(at, site) {
  if (!site.boundary?.length) return distanceM(at, [site.lng, site.lat]);
  const ring = site.boundary.map((corner) => metresFrom(at, corner));
  const sides = ring.map((corner, i) => /** @type {[Pair, Pair]} */ ([corner, ring[(i + 1) % ring.length]]));
  const isInside = sides.filter(crosses).length % 2 === 1;
  return isInside ? 0 : Math.min(...sides.map(toSideM));
}

/** @param {{boundary?: Pair[] | null}} site */
export function limitM(site) {
  return site.boundary?.length ? LIMITS.boundary_m : LIMITS.point_m;
}

/**
 * What an arrival here will be doubted for; none = it will verify.
 * @param {{lng: number, lat: number, accuracy_m: number | null, is_mock: boolean | null}} fix
 * @param {{lng: number, lat: number, boundary?: Pair[] | null}} site
 * @returns {Doubt[]}
 */
export function doubts(fix, site) {
  const away = awayM([fix.lng, fix.lat], site);
  /** @type {Doubt[]} */
  const found = [];
  if (away > limitM(site)) found.push({ code: "outside", value: Math.round(away - limitM(site)) });
  if (fix.accuracy_m === null) found.push({ code: "accuracy_unknown" });
  else if (fix.accuracy_m > LIMITS.accuracy_m) found.push({ code: "inaccurate", value: Math.round(fix.accuracy_m) });
  if (fix.is_mock === null) found.push({ code: "source_unknown" });
  return found;
}

/** Whether a ray from the origin to the east crosses the side. @param {[Pair, Pair]} side */
function crosses([[x1, y1], [x2, y2]]) {
  return y1 > 0 !== y2 > 0 && ((x2 - x1) * -y1) / (y2 - y1) + x1 > 0;
}

/** Metres from the origin to the side. @param {[Pair, Pair]} side */
function toSideM([[x1, y1], [x2, y2]]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const part = length ? Math.max(0, Math.min(1, -(x1 * dx + y1 * dy) / length)) : 0;
  return Math.hypot(x1 + part * dx, y1 + part * dy);
}
