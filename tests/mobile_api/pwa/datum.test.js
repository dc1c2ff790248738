import assert from "node:assert/strict";
import { test } from "node:test";

import { handOver } from "../../../mobile_api/static/field/datum.js";

// The county seat and its images: §7.
const SEAT = /** @type {[number, number]} */ ([112.18987, 25.35407]);

test("each map app is handed the numbers of its own datum", () => {
  const href = Object.fromEntries(handOver(SEAT, "示例石场 (甲)").map((link) => [link.key, link.href]));
  assert.match(href.amap, /^androidamap:.*lat=25\.351278&lon=112\.195263&dev=0/);
  assert.match(href.tencent, /^qqmap:.*tocoord=25\.351278,112\.195263/);
  assert.match(href.baidu, /^bdapp:.*latlng:25\.357609,112\.201709&coord_type=bd09ll/);
  assert.match(href.geo, /^geo:25\.354070,112\.189870\?q=25\.354070,112\.189870/);
  for (const link of Object.values(href)) assert.doesNotMatch(link, /[ &?](?![\w]+=)|示/);
});
