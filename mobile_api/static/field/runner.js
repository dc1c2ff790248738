/** Keeps the phone and the server together: deeds, pictures, positions and the package. One run at a time. */

import { api } from "../js/api.js";
import { merged } from "./day.js";
import { dropPhoto, keepPhoto, keptPhotos } from "./photos.js";
import { truth, unsettled } from "./queue.js";
import { outcomeOf, send } from "./sync.js";
import { upload } from "./upload.js";

/** @typedef {import("./store.js").Store} Store */

const EVERY_MS = 20_000;
const PACKAGE_EVERY_MS = 60_000;
const FIXES_A_BATCH = 500;
const FIXES_KEPT = 5000;

export class Runner {
  /** @param {{store: Store, device: string, user: number, changed: () => void}} parts `changed`: the screen may be out of date */
  constructor({ store, device, user, changed }) {
    this.store = store;
    this.device = device;
    this.user = user;
    this.changed = changed;
    /** @type {import("./sync.js").Outcome} */
    this.outcome = { line: navigator.onLine ? "ok" : "offline", message: "" };
    /** @type {import("./photos.js").KeptPhoto[]} */
    this.photos = [];
    /** @type {Promise<void> | null} */
    this.running = null;
    this.isAskedAgain = false;
    this.packageAt = 0;
  }

  async start() {
    this.photos = await keptPhotos(this.user);
    addEventListener("online", () => this.run());
    addEventListener("offline", () => this.say({ line: "offline", message: "" }));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.run());
    setInterval(() => this.isDue() && this.run(), EVERY_MS);
    await this.run();
  }

  /** What the bar says. */
  get truth() {
    const photos = this.photos.filter((photo) => !photo.refused).length;
    const told = truth(this.store.queue, { photos, line: this.outcome.line });
    const refused = told.refused + this.photos.length - photos;
    return { ...told, refused, state: refused ? /** @type {const} */ ("rejected") : told.state };
  }

  /** Send what waits and fetch what is new; asked for during a run, it runs once more. @returns {Promise<void>} */
  run() {
    if (this.running) {
      this.isAskedAgain = true;
      return this.running;
    }
    this.running = this.once().finally(() => {
      this.running = null;
      this.changed();
      if (this.isAskedAgain) {
        this.isAskedAgain = false;
        this.run();
      }
    });
    return this.running;
  }

  /** @param {import("./photos.js").KeptPhoto} photo resolves when it is safe on the phone */
  async keep(photo) {
    await keepPhoto(photo);
    this.photos = [...this.photos, photo];
  }

  /** A person has dealt with a picture that was refused. @param {string} id */
  async drop(id) {
    await dropPhoto(id);
    this.photos = this.photos.filter((photo) => photo.id !== id);
  }

  /** @param {import("./gps.js").Fix} fix while on duty */
  noteFix(fix) {
    this.store.fixes = [...this.store.fixes, fix].slice(-FIXES_KEPT);
  }

  isDue() {
    const isOld = Date.now() - this.packageAt > PACKAGE_EVERY_MS;
    return document.visibilityState === "visible" && (isOld || this.truth.open > 0 || this.store.fixes.length > 0);
  }

  async once() {
    const before = unsettled(this.store.queue).length;
    let outcome = await this.sendDeeds();
    if (outcome.line === "ok" && (await this.sendPhotos())) outcome = await this.sendDeeds();
    if (outcome.line === "ok") outcome = await this.step(() => this.sendFixes());
    if (outcome.line === "ok") outcome = await this.step(() => this.fetchPackage());
    if (outcome.line === "ok" && before) this.store.notes = { ...this.store.notes, last_sync: new Date().toISOString() };
    this.outcome = outcome;
  }

  /** @param {import("./sync.js").Outcome} outcome */
  say(outcome) {
    this.outcome = outcome;
    this.changed();
  }

  sendDeeds() {
    const store = { read: () => this.store.queue, write: (/** @type {import("./queue.js").Queue} */ queue) => void (this.store.queue = queue) };
    return send(store, async (ops) => {
      const { data } = await api("/mobile/v1/sync/", { body: { device_id: this.device, ops } });
      this.changed();
      return data;
    });
  }

  /** True where at least one picture arrived. A picture the server refuses stands aside and stops no other. */
  async sendPhotos() {
    let arrived = 0;
    for (const photo of this.photos.filter((one) => !one.refused)) {
      try {
        await upload(photo, (path, asked) => api(path, asked), (url) => this.change(photo, { url }));
        await this.drop(photo.id);
        arrived += 1;
        this.changed();
      } catch (error) {
        const { status, message } = /** @type {any} */ (error);
        if (status === 422) await this.change(photo, { refused: message });
        else return arrived > 0;
      }
    }
    return arrived > 0;
  }

  /** @param {import("./photos.js").KeptPhoto} photo @param {Partial<import("./photos.js").KeptPhoto>} change */
  async change(photo, change) {
    Object.assign(photo, change);
    await keepPhoto(photo);
  }

  async sendFixes() {
    for (let fixes = this.store.fixes.slice(0, FIXES_A_BATCH); fixes.length; fixes = this.store.fixes.slice(0, FIXES_A_BATCH)) {
      await api("/mobile/v1/tracks/", { body: { device_id: this.device, fixes } });
      const sent = new Set(fixes.map((fix) => fix.at));
      this.store.fixes = this.store.fixes.filter((fix) => !sent.has(fix.at));
    }
  }

  async fetchPackage() {
    const known = this.store.package;
    const { data } = await api(`/mobile/v1/package/?since=${encodeURIComponent(known.version)}`);
    this.store.package = { version: data.version, sections: merged(known.sections, data.sections) };
    this.packageAt = Date.now();
  }

  /** @param {() => Promise<void>} deed @returns {Promise<import("./sync.js").Outcome>} */
  async step(deed) {
    try {
      await deed();
      return { line: "ok", message: "" };
    } catch (error) {
      return outcomeOf(error);
    }
  }
}
