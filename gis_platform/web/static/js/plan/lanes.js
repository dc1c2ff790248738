/** 时间表: puts each slot where its minutes say; a stop that is pressed is shown on the map. */

import { element as make } from "../page.js";
import { hoursOf } from "./hours.js";

/** @param {HTMLElement} element the `.lanes`; hidden until its slots have a place */
export function mount(element) {
  const slots = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("[data-from]")]);
  const minutes = slots.map(({ dataset }) => /** @type {[number, number]} */ ([Number(dataset.from), Number(dataset.to)]));
  const hours = hoursOf(minutes);
  const first = hours[0] * 60;
  element.style.setProperty("--span", String(hours[hours.length - 1] * 60 - first));
  slots.forEach((slot, k) => {
    slot.style.setProperty("--t0", String(minutes[k][0] - first));
    slot.style.setProperty("--t1", String(minutes[k][1] - first));
    slot.addEventListener("click", () => slot.dataset.stop && document.dispatchEvent(new CustomEvent("stop:select", { detail: slot.dataset.stop })));
  });
  for (const axis of element.querySelectorAll(".hours")) axis.append(...hours.map((hour) => mark(hour, first)));
  element.hidden = false;
}

/** @param {number} hour @param {number} first minutes */
function mark(hour, first) {
  const shown = make("span", {}, `${hour}:00`);
  shown.style.setProperty("--t0", String(hour * 60 - first));
  return shown;
}
