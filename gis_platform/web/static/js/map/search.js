/** Search as one types: name, pinyin, initials, credit code, licence number, township. Enter flies there. */

import { api, isAborted } from "../api.js";
import { element as make, word } from "../page.js";
import { toastProblem } from "../shell/toast.js";
import { LETTERS } from "./paint.js";

/** @typedef {{kind: string, id: number, name: string, note: string, risk: string, lng: number, lat: number}} Hit */

const PAUSE_MS = 160;

/**
 * @param {HTMLElement} box `.search` with an input and a list
 * @param {{url: string, go: (hit: Hit) => void}} options
 */
export function mount(box, { url, go }) {
  const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
  const list = /** @type {HTMLElement} */ (box.querySelector("[role=listbox]"));
  /** @type {Hit[]} */
  let hits = [];
  let at = 0;
  let timer = 0;
  let asking = new AbortController();

  const close = () => show([]);
  const show = (/** @type {Hit[]} */ found, isAnswer = false) => {
    [hits, at] = [found, 0];
    list.replaceChildren(...found.map(row), ...(isAnswer && !found.length ? [make("p", { class: "hit" }, word("search.nothing"))] : []));
    list.hidden = !found.length && !isAnswer;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark();
  };
  const mark = () => {
    [...list.querySelectorAll("[role=option]")].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    const option = hits.length ? list.children[at] : null;
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const row = (/** @type {Hit} */ hit, /** @type {number} */ index) => {
    const key = hit.risk ? make("span", { class: "risk-key", "data-level": hit.risk, "data-letter": LETTERS[hit.risk], "aria-hidden": "true" }) : "";
    const option = make("div", { class: "hit", role: "option", id: `search-hit-${index}` }, key, make("span", { class: "grow" }, hit.name, make("small", {}, hit.note)));
    option.addEventListener("mousedown", (event) => (event.preventDefault(), take(hit)));
    return option;
  };
  const take = (/** @type {Hit | undefined} */ hit) => {
    if (!hit) return;
    close();
    input.value = hit.name;
    go(hit);
  };
  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    const text = input.value.trim();
    if (!text) return close();
    try {
      const { data } = await api(`${url}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      show(data.results, true);
    } catch (error) {
      if (!isAborted(error)) toastProblem(error);
    }
  };

  input.addEventListener("input", () => (clearTimeout(timer), (timer = window.setTimeout(ask, PAUSE_MS))));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", async (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = Math.max(0, Math.min(hits.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
      mark();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(timer);
    if (!hits.length) await ask();
    take(hits[at]);
  });
}
