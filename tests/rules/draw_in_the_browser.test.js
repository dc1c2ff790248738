// Run by test_draw_in_the_browser.py, which writes the records (DRAW_CASES) with what Python says of each.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";

import { verified } from "../../gis_platform/web/static/js/draw/lottery.js";
import { sha256 } from "../../gis_platform/web/static/js/draw/sha256.js";

const CASES = JSON.parse(readFileSync(process.env.DRAW_CASES, "utf8"));

test("the hash is SHA-256 at every length around the blocks", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = randomBytes(length);
    assert.equal(Buffer.from(sha256(bytes)).toString("hex"), createHash("sha256").update(bytes).digest("hex"));
  }
});

for (const { name, record, commitments, expected, sha256: hash } of CASES) {
  test(name, () => {
    const said = () => verified(record, commitments);
    if (expected === null) return assert.throws(said);
    const claims = said();
    assert.deepEqual(claims.map((claim) => claim.ok), expected);
    if (hash) assert.equal(claims.at(-1).value, hash);
  });
}
