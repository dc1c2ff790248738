/** Pictures that wait to be uploaded, in IndexedDB: they are too large for the queue's shelf. */

/** @typedef {{id: string, user: number, sha256: string, blob: Blob, url: string, label: string, refused: string}} KeptPhoto */

const NAME = "field";
const PHOTOS = "photos";

/** @returns {Promise<IDBDatabase>} */
function open() {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(PHOTOS, { keyPath: "id" });
  return answer(asked);
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @template T @param {IDBTransactionMode} mode @param {(photos: IDBObjectStore) => IDBRequest<T>} deed @returns {Promise<T>} */
async function inStore(mode, deed) {
  const database = await open();
  try {
    const transaction = database.transaction(PHOTOS, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(null);
      transaction.onabort = () => reject(transaction.error);
    });
    const found = await answer(deed(transaction.objectStore(PHOTOS)));
    await done;
    return found;
  } finally {
    database.close();
  }
}

/** Resolves when the picture is on the disk. @param {KeptPhoto} photo */
export function keepPhoto(photo) {
  return inStore("readwrite", (photos) => photos.put(photo));
}

/** @param {number} user @returns {Promise<KeptPhoto[]>} */
export async function keptPhotos(user) {
  const all = await inStore("readonly", (photos) => /** @type {IDBRequest<KeptPhoto[]>} */ (photos.getAll()));
  return all.filter((photo) => photo.user === user);
}

/** @param {string} id */
export function dropPhoto(id) {
  return inStore("readwrite", (photos) => photos.delete(id));
}
