/** 坐标系 for hand-over: WGS-84 → GCJ-02 (高德, 腾讯) and BD-09 (百度). The same formula as layers/exchange/datum.py. */

// Krasovsky 1940, as the public GCJ-02 implementations have it.
const A = 6378245.0;
const EE = 0.00669342162296594323;
const BD = (Math.PI * 3000) / 180;
const { sin, cos, sqrt, abs, PI, hypot, atan2 } = Math;

/** @typedef {[lng: number, lat: number]} Pair */

/** @param {Pair} wgs84 @returns {Pair} */
function toGcj02([lng, lat]) {
  const x = lng - 105;
  const y = lat - 35;
  const wave = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave;
  east += ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3;
  east += ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave;
  north += ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3;
  north += ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  const phi = (lat * PI) / 180;
  const w = 1 - EE * sin(phi) ** 2;
  const dLng = (east * 180) / ((A / sqrt(w)) * cos(phi) * PI);
  const dLat = (north * 180) / (((A * (1 - EE)) / (w * sqrt(w))) * PI);
  return [lng + dLng, lat + dLat];
}

/** @param {Pair} wgs84 @returns {Pair} */
function toBd09(wgs84) {
  const [lng, lat] = toGcj02(wgs84);
  const radius = hypot(lng, lat) + 0.00002 * sin(lat * BD);
  const angle = atan2(lat, lng) + 0.000003 * cos(lng * BD);
  return [radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006];
}

/**
 * Links that hand the way over to a map app, each with the numbers of its own datum.
 * @param {Pair} wgs84
 * @param {string} name shown at the target
 * @returns {{key: "amap" | "tencent" | "baidu" | "geo", href: string}[]}
 */
export function handOver(wgs84, name) {
  const label = encodeURIComponent(name);
  const written = (/** @type {Pair} */ [lng, lat]) => ({ lng: lng.toFixed(6), lat: lat.toFixed(6) });
  const [wgs, gcj, bd] = [wgs84, toGcj02(wgs84), toBd09(wgs84)].map(written);
  return [
    { key: "amap", href: `androidamap://navi?sourceApplication=zhicha&poiname=${label}&lat=${gcj.lat}&lon=${gcj.lng}&dev=0&style=2` },
    { key: "baidu", href: `bdapp://map/direction?destination=name:${label}|latlng:${bd.lat},${bd.lng}&coord_type=bd09ll&mode=driving&src=zhicha` },
    { key: "tencent", href: `qqmap://map/routeplan?type=drive&to=${label}&tocoord=${gcj.lat},${gcj.lng}&coord_type=2&referer=zhicha` },
    { key: "geo", href: `geo:${wgs.lat},${wgs.lng}?q=${wgs.lat},${wgs.lng}(${label})` },
  ];
}
