/** Positions. A browser gives WGS-84 and cannot know whether a position is simulated: `is_mock` is null. */

/**
 * @typedef {{at: string, lng: number, lat: number, datum: "wgs84", accuracy_m: number | null, altitude_m: number | null,
 *   speed_mps: number | null, bearing_deg: number | null, is_mock: null, battery: number | null}} Fix
 */

const WAIT_MS = 20_000;

/** @param {GeolocationPosition} position @returns {Fix} */
function fixOf({ coords, timestamp }) {
  const known = (/** @type {number | null} */ value) => (value === null || Number.isNaN(value) ? null : value);
  return {
    at: new Date(timestamp).toISOString(),
    lng: coords.longitude,
    lat: coords.latitude,
    datum: "wgs84",
    accuracy_m: known(coords.accuracy),
    altitude_m: known(coords.altitude),
    speed_mps: known(coords.speed),
    bearing_deg: known(coords.heading),
    is_mock: null,
    battery: null,
  };
}

/** A fresh position. Rejects with an Error whose message is a key of words. @returns {Promise<Fix>} */
export function locate() {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) return reject(new Error("gps.missing"));
    navigator.geolocation.getCurrentPosition(
      (position) => resolve(fixOf(position)),
      (error) => reject(new Error(error.code === error.PERMISSION_DENIED ? "gps.denied" : "gps.none")),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 0 },
    );
  });
}

/** Every new position while the page is open. @param {(fix: Fix) => void} onFix @returns {() => void} ends it */
export function follow(onFix) {
  if (!("geolocation" in navigator)) return () => {};
  const watch = navigator.geolocation.watchPosition((position) => onFix(fixOf(position)), () => {}, { enableHighAccuracy: true, maximumAge: 2000 });
  return () => navigator.geolocation.clearWatch(watch);
}
