/** The field app: deeds, the place one is at, and the screen drawn there. Which screens there are, main.js says. */

import { newKey } from "../js/api.js";
import { toast } from "../js/shell/toast.js";
import { visitNow, visitOf } from "./day.js";
import { follow, locate } from "./gps.js";
import { add } from "./queue.js";
import { Runner } from "./runner.js";
import { deviceId, Store } from "./store.js";
import { banner, icon, make, word } from "./ui.js";

/** @typedef {import("./ui.js").Screen} Screen */
/** @typedef {{id: number, name: string, role: string, home: "today" | "residence" | "none", timezone: string}} Me */
/** @typedef {Record<string, {show: (app: App, ...parts: string[]) => Screen}>} Screens */

const SYNC_ICONS = { ok: "circle-check", waiting: "cloud-upload", offline: "cloud-off", signed_out: "lock", broken: "cloud-alert", rejected: "cloud-alert" };

export class App {
  /** @param {HTMLElement} element @param {Me} me @param {Screens} screens */
  constructor(element, me, screens) {
    this.element = element;
    this.me = me;
    this.screens = screens;
    this.store = new Store(localStorage, me.id);
    this.device = deviceId(localStorage, newKey);
    this.runner = new Runner({ store: this.store, device: this.device, user: me.id, changed: () => this.changed() });
    /** @type {import("./gps.js").Fix | null} */
    this.fix = null;
    /** @type {(() => void) | null} */
    this.endFollowing = null;
    /** @type {Screen | null} */
    this.screen = null;
    this.chosen = "";
  }

  async start() {
    addEventListener("hashchange", () => this.render(true));
    this.part("sync").addEventListener("click", () => this.go("received"));
    this.followWhileOnDuty();
    this.render(false);
    await this.runner.start();
  }

  /** @returns {import("./day.js").Sections} */
  get sections() {
    return this.store.package.sections;
  }

  get notes() {
    return this.store.notes;
  }

  /** The visit that was opened by hand, else the one that is under way. */
  get visit() {
    const chosen = this.chosen ? visitOf(this.sections, this.notes, this.chosen) : null;
    return chosen ?? visitNow(this.sections, this.notes);
  }

  /**
   * A deed is kept first and sent then; returns whether it is safe on the phone.
   * @param {string} kind @param {string} entityId @param {Record<string, any>} body
   * @param {string} label what the list of deeds says
   * @param {(notes: import("./store.js").Notes) => import("./store.js").Notes} [note] what the phone remembers with it
   */
  deed(kind, entityId, body, label, note) {
    const operation = { op_id: newKey(), kind, entity_id: entityId, at: new Date().toISOString(), body };
    try {
      this.store.queue = add(this.store.queue, operation, label);
      if (note) this.store.notes = note(this.store.notes);
    } catch {
      toast(word("field.phone_full"), { state: "danger" });
      return false;
    }
    this.runner.run();
    return true;
  }

  /** @param {(notes: import("./store.js").Notes) => import("./store.js").Notes} note */
  note(note) {
    this.store.notes = note(this.store.notes);
  }

  /** @param {string} [place] a screen with its parts: `finding/<item>` */
  go(place = this.me.home) {
    if (location.hash === `#${place}`) this.render(true);
    else location.hash = place;
  }

  /** Positions are taken only between the start and the end of duty, while the page is open. */
  followWhileOnDuty() {
    const isOnDuty = Boolean(this.notes.duty);
    if (isOnDuty && !this.endFollowing) this.endFollowing = follow((fix) => this.heard(fix));
    if (!isOnDuty && this.endFollowing) {
      this.endFollowing();
      this.endFollowing = null;
    }
  }

  /** A fresh position. A standing phone may send no new one to a second listener, so the first one pauses. */
  async locate() {
    this.endFollowing?.();
    this.endFollowing = null;
    try {
      const fix = await locate();
      this.fix = fix;
      return fix;
    } finally {
      this.followWhileOnDuty();
    }
  }

  /** @param {import("./gps.js").Fix} fix */
  heard(fix) {
    const isFirst = this.fix === null;
    this.fix = fix;
    this.runner.noteFix(fix);
    if (this.screen?.isLive && (isFirst || this.place()[0] === "today")) this.render(false);
  }

  changed() {
    this.showBar();
    if (this.screen?.isLive) this.render(false);
  }

  /** @param {boolean} isMove the person went to another screen, rather than the screen was brought up to date */
  render(isMove) {
    const [name, ...parts] = this.place();
    const screen = this.screens[name].show(this, ...parts);
    this.screen = screen;
    this.showTop(screen);
    const warned = isSecureContext ? [] : [banner(word("field.insecure"), word("field.insecure_text"), "warn")];
    this.part("main").replaceChildren(...warned, ...screen.body);
    const bottom = this.part("bottom");
    bottom.replaceChildren(...(screen.bottom ?? []));
    bottom.hidden = !screen.bottom?.length;
    this.showBar();
    document.title = `${screen.title} · ${word("field.product")}`;
    if (isMove) {
      this.part("main").scrollTop = 0;
      this.part("title").focus();
    }
  }

  /** @returns {string[]} the screen's name and what follows it */
  place() {
    const parts = location.hash.slice(1).split("/").map(decodeURIComponent);
    if (parts[0] in this.screens) return parts;
    return [this.me.home === "none" ? "menu" : this.me.home];
  }

  /** @param {Screen} screen */
  showTop(screen) {
    this.part("title").textContent = screen.title;
    const back = /** @type {HTMLAnchorElement} */ (this.part("back"));
    back.hidden = !screen.back;
    back.href = `#${screen.back ?? ""}`;
    this.part("menu").hidden = Boolean(screen.back) || this.me.home === "none";
  }

  showBar() {
    const { state, open, refused } = this.runner.truth;
    const bar = this.part("sync");
    bar.hidden = state === "ok" || this.me.home === "none";
    bar.dataset.state = state === "broken" || state === "signed_out" ? "rejected" : state;
    const words = make("span", { class: "grow" }, make("b", {}, word(`sync.${state}`, { open, refused })), state === "ok" || !open ? "" : word("sync.and_open", { open }));
    bar.replaceChildren(icon(SYNC_ICONS[state]), words, icon("chevron-right"));
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    return /** @type {HTMLElement} */ (this.element.querySelector(`[data-part="${name}"]`));
  }
}
