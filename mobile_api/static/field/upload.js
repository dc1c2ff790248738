/** tus 1.0: a photo goes up in pieces and goes on where it stopped. */

const PIECE_BYTES = 512 * 1024;
const TUS = { "Tus-Resumable": "1.0.0" };

/**
 * @typedef {{method: string, headers: Record<string, string>, body?: Blob}} Asked
 * @typedef {(path: string, asked: Asked) => Promise<{headers: Headers}>} Ask throws an error with `status`
 * @typedef {{id: string, sha256: string, blob: Blob, url: string}} Picture `url`: where its upload was begun, or ""
 */

/**
 * Bring all bytes of a picture to the server.
 * @param {Picture} picture
 * @param {Ask} ask
 * @param {(url: string) => void} begun called with the upload's address, so that it can be resumed after a restart
 */
export async function upload(picture, ask, begun) {
  let url = picture.url;
  let offset = url ? await reached(url, ask) : 0;
  if (!url || offset === null) {
    url = await create(picture, ask);
    begun(url);
    offset = 0;
  }
  while (offset < picture.blob.size) {
    const piece = picture.blob.slice(offset, offset + PIECE_BYTES);
    const headers = { ...TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
    const answer = await ask(url, { method: "PATCH", headers, body: piece });
    const next = Number(answer.headers.get("Upload-Offset"));
    if (!(next > offset)) throw Object.assign(new Error("upload stands still"), { status: 502 });
    offset = next;
  }
}

/** @param {Picture} picture @param {Ask} ask @returns {Promise<string>} */
async function create(picture, ask) {
  const metadata = `photo_id ${btoa(picture.id)},sha256 ${btoa(picture.sha256)}`;
  const headers = { ...TUS, "Upload-Length": String(picture.blob.size), "Upload-Metadata": metadata };
  const answer = await ask("/mobile/v1/uploads/", { method: "POST", headers });
  return String(answer.headers.get("Location"));
}

/** How far an upload is; null: the server does not know it any more. @param {string} url @param {Ask} ask */
async function reached(url, ask) {
  try {
    return Number((await ask(url, { method: "HEAD", headers: TUS })).headers.get("Upload-Offset"));
  } catch (error) {
    if (/** @type {any} */ (error).status === 404) return null;
    throw error;
  }
}
