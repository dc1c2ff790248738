/** What the phone keeps for one person: the queue, what was written down at visits, the last package, fixes not yet sent. */

import { emptyQueue } from "./queue.js";

/**
 * @typedef {import("./queue.js").Queue} Queue
 * @typedef {{id: string, text: string, grade: string, at: string, photos: string[], fixed_at: string}} NotedFinding
 * @typedef {{answer: string, value: string}} NotedAnswer
 * @typedef {{id: string, stop_id: string | null, site: {id: number, name: string} | null, arrived_at: string, left_at: string,
 *   answers: Record<string, NotedAnswer>, findings: NotedFinding[], signed: Record<string, string>}} NotedVisit
 * `answers` by `checklist/item`; `signed` by role: the name that signed
 * @typedef {{id: string, started_at: string}} Duty
 * @typedef {{id: string, at: string, out_at: string}} NotedCheckIn
 * @typedef {{duty: Duty | null, visits: NotedVisit[], check_ins: NotedCheckIn[], recent: string[], last_sync: string}} Notes
 * @typedef {{version: string, sections: Record<string, any>}} Package
 */

/** @returns {Notes} */
export function emptyNotes() {
  return { duty: null, visits: [], check_ins: [], recent: [], last_sync: "" };
}

/** Values as JSON in a `Storage`, one shelf a person, so that nobody sends another's deeds. */
export class Store {
  /** @param {Storage} storage @param {number | string} userId */
  constructor(storage, userId) {
    this.storage = storage;
    this.shelf = `field.${userId}.`;
  }

  /** @template T @param {string} name @param {T} missing @returns {T} */
  read(name, missing) {
    const text = this.storage.getItem(this.shelf + name);
    return text === null ? missing : JSON.parse(text);
  }

  /** Throws where the phone has no room: whoever writes must not say “saved” then. @param {string} name @param {unknown} value */
  write(name, value) {
    this.storage.setItem(this.shelf + name, JSON.stringify(value));
  }

  /** @returns {Queue} */
  get queue() {
    return this.read("queue", emptyQueue());
  }

  set queue(queue) {
    this.write("queue", queue);
  }

  /** @returns {Notes} */
  get notes() {
    return { ...emptyNotes(), ...this.read("notes", {}) };
  }

  set notes(notes) {
    this.write("notes", notes);
  }

  /** @returns {Package} */
  get package() {
    return this.read("package", { version: "", sections: {} });
  }

  set package(found) {
    this.write("package", found);
  }

  /** @returns {Record<string, any>[]} */
  get fixes() {
    return this.read("fixes", []);
  }

  set fixes(fixes) {
    this.write("fixes", fixes);
  }
}

/** The name of this browser towards the server, made once. @param {Storage} storage @param {() => string} newId @returns {string} */
export function deviceId(storage, newId) {
  const known = storage.getItem("field.device");
  if (known) return known;
  const made = `web-${newId()}`;
  storage.setItem("field.device", made);
  return made;
}
