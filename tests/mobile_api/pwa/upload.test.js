import assert from "node:assert/strict";
import { test } from "node:test";

import { exifOf, withExif } from "../../../mobile_api/static/field/exif.js";
import { upload } from "../../../mobile_api/static/field/upload.js";

const PICTURE = { id: "11111111-1111-4111-8111-111111111111", sha256: "ab".repeat(32), blob: new Blob([new Uint8Array(1_200_000)]), url: "" };

/** A tus server that keeps `kept` bytes and cuts the line after `cutAfter` pieces. */
function server({ kept = 0, cutAfter = Infinity, known = true } = {}) {
  const calls = /** @type {string[]} */ ([]);
  let pieces = 0;
  /** @type {import("../../../mobile_api/static/field/upload.js").Ask} */
  const ask = async (_path, { method, headers, body }) => {
    calls.push(method);
    if (method === "HEAD" && !known) throw Object.assign(new Error("gone"), { status: 404 });
    if (method === "POST") kept = 0;
    if (method === "PATCH") {
      if (pieces++ >= cutAfter) throw Object.assign(new Error("cut"), { status: 0 });
      assert.equal(headers["Upload-Offset"], String(kept));
      kept += body?.size ?? 0;
    }
    return { headers: new Headers({ Location: "/mobile/v1/uploads/u", "Upload-Offset": String(kept) }) };
  };
  return { ask, calls, kept: () => kept };
}

test("a picture goes up in pieces, and where it was begun is remembered before the first", async () => {
  const { ask, calls, kept } = server();
  let begun = "";
  await upload(PICTURE, ask, (url) => (begun = url));
  assert.deepEqual([begun, calls, kept()], ["/mobile/v1/uploads/u", ["POST", "PATCH", "PATCH", "PATCH"], PICTURE.blob.size]);
});

test("after a cut it goes on where it stopped", async () => {
  const { ask, calls, kept } = server({ kept: 700_000 });
  await upload({ ...PICTURE, url: "/mobile/v1/uploads/u" }, ask, () => assert.fail("begun again"));
  assert.deepEqual([calls, kept()], [["HEAD", "PATCH"], PICTURE.blob.size]);
});

test("an upload that the server has dropped is begun again", async () => {
  const { ask, calls } = server({ known: false });
  await upload({ ...PICTURE, url: "/old" }, ask, () => {});
  assert.deepEqual(calls.slice(0, 2), ["HEAD", "POST"]);
});

test("a lost line is an error that says so, for the next run", async () => {
  const { ask } = server({ cutAfter: 1 });
  await assert.rejects(upload(PICTURE, ask, () => {}), { status: 0 });
});

/** A JPEG head with an Exif segment of one entry: orientation 6. */
function cameraPicture() {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
  const body = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  return new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xe1, 0, body.length + 2, ...body, 0xff, 0xda, 0, 2]);
}

test("the camera's note goes on with the smaller picture, turned upright", () => {
  const segment = exifOf(cameraPicture());
  assert.ok(segment);
  const drawn = new Uint8Array([0xff, 0xd8, 0xff, 0xda, 0, 2]);
  const whole = withExif(drawn, segment);
  const kept = exifOf(whole);
  assert.equal(whole.length, drawn.length + segment.length);
  assert.equal(new DataView(/** @type {Uint8Array<ArrayBuffer>} */ (kept).buffer).getUint16(10 + 8 + 2 + 8), 1);
});

test("what is no JPEG, or has no such note, has none", () => {
  assert.equal(exifOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47])), null);
  assert.equal(exifOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1])), null);
  assert.equal(withExif(new Uint8Array([0xff, 0xd8]), null).length, 2);
});
