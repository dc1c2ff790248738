// Pure parts of the plan page; run by test_plan_page_modules.py.
import assert from "node:assert/strict";
import test from "node:test";

import { hoursOf } from "../../gis_platform/web/static/js/plan/hours.js";
import { dotFeatures, drawnPlan } from "../../gis_platform/web/static/js/plan/layers.js";

const stop = (more) => ({ type: "Feature", geometry: { type: "Point", coordinates: [112, 25] }, properties: { kind: "stop", team: 2, place: 3, level: "red", state: "sealed", ...more } });
const leg = { type: "Feature", geometry: { type: "LineString", coordinates: [[112, 25], [112.1, 25]] }, properties: { kind: "leg", team: 2, place: 1, is_return: false } };
const drawn = (features, isOrdered) => drawnPlan({ type: "FeatureCollection", features }, isOrdered).features;

test("the timetable spans whole hours round the first and last slot", () => {
  assert.deepEqual(hoursOf([[510, 540], [560, 1000]]), [8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
  assert.deepEqual(hoursOf([[480, 540]]), [8, 9]);
});

test("a timetable without a slot still has an axis", () => {
  assert.deepEqual(hoursOf([]), [8, 18]);
});

test("a fifth team shares the first one's hue and keeps its own number", () => {
  const images = [1, 4, 5, 8].map((team) => drawn([stop({ team })], false)[0].properties.image);
  assert.deepEqual(images, ["stop:1:1:red:", "stop:4:4:red:", "stop:1:5:red:", "stop:4:8:red:"]);
});

test("after the draw stops carry their team, once routed their place", () => {
  assert.equal(drawn([stop()], false)[0].properties.image, "stop:2:2:red:");
  assert.equal(drawn([stop()], true)[0].properties.image, "stop:2:3:red:");
});

test("no road is drawn before the order is the matter", () => {
  assert.equal(drawn([stop(), leg], false).length, 1);
  assert.equal(drawn([stop(), leg], true)[1].properties.hue, 2);
});

test("an opened stop is drawn hollow, a site without assessment has no risk colour", () => {
  assert.equal(drawn([stop({ state: "left" })], true)[0].properties.image, "stop:2:3:red:done");
  assert.equal(drawn([stop({ level: "" })], true)[0].properties.image, "stop:2:3:none:");
});

test("the gravest candidate lies on top", () => {
  const [blue, red] = dotFeatures([[112, 25, "blue", "a"], [112, 25, "red", "b"]]).features;
  assert.ok(red.properties.sort > blue.properties.sort);
});
