import assert from "node:assert/strict";
import { test } from "node:test";

import { awayM, bearingDeg, distanceM, doubts, wind } from "../../../mobile_api/static/field/fence.js";

const SITE = { lng: 112.15, lat: 25.35 };
/** @type {[number, number][]} */
const RING = [[112.149, 25.349], [112.151, 25.349], [112.151, 25.351], [112.149, 25.351], [112.149, 25.349]];
const fix = (/** @type {number} */ lng, /** @type {number} */ lat, change = {}) => ({ lng, lat, accuracy_m: 10, is_mock: false, ...change });

test("distances agree with the ellipsoid", () => {
  // pyproj.Geod(ellps="WGS84").inv
  assert.ok(Math.abs(distanceM([112.15, 25.35], [112.16, 25.36]) - 1496.8) < 0.5);
  assert.ok(Math.abs(distanceM([112.15, 25.35], [112.45, 25.61]) - 41708.6) < 100);
});

test("bearings go clockwise from north and have a name", () => {
  assert.equal(Math.round(bearingDeg([112, 25], [112, 26])), 0);
  assert.equal(Math.round(bearingDeg([112, 25], [112.001, 25])), 90);
  assert.deepEqual([0, 359, 90, 225, 62].map(wind), ["n", "n", "e", "sw", "ene"]);
});

test("a site without a boundary has a circle of 300 m", () => {
  assert.deepEqual(doubts(fix(112.1525, 25.35), SITE), []);
  const [outside] = doubts(fix(112.1545, 25.35), SITE);
  assert.equal(outside.code, "outside");
  assert.ok(Math.abs((outside.value ?? 0) - 153) < 1);
});

test("inside a boundary one is nowhere away, beside it by metres to the nearest side, and 100 m are allowed", () => {
  const site = { ...SITE, boundary: RING };
  assert.equal(awayM([112.15, 25.35], site), 0);
  assert.ok(Math.abs(awayM([112.1518, 25.35], site) - 80.5) < 0.5);
  assert.deepEqual(doubts(fix(112.1518, 25.35), site), []);
  assert.equal(doubts(fix(112.1525, 25.35), site)[0].code, "outside");
});

test("an unknown source, an unknown or a bad accuracy are each said", () => {
  const codes = (/** @type {object} */ change) => doubts(fix(112.15, 25.35, change), SITE).map((doubt) => doubt.code);
  assert.deepEqual(codes({ is_mock: null }), ["source_unknown"]);
  assert.deepEqual(codes({ accuracy_m: 101 }), ["inaccurate"]);
  assert.deepEqual(codes({ accuracy_m: null }), ["accuracy_unknown"]);
});
