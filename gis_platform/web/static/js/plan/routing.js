/** Waits for the routing: asks how far it is and goes on to the result, or to the reasons why there is none. */

import { api, isAborted } from "../api.js";
import { word } from "../page.js";
import { toastProblem } from "../shell/toast.js";

const ASK_EVERY_MS = 1500;

/** @param {HTMLElement} element @param {{status: string, to: string}} options */
export async function mount(element, { status, to }) {
  const began = Date.now();
  const elapsed = element.querySelector("[data-elapsed]");
  try {
    for (;;) {
      const { data } = await api(status);
      if (data.route?.state !== "waiting") return location.replace(to);
      const seconds = Math.round((Date.now() - began) / 1000);
      if (elapsed) elapsed.textContent = word("plan.seconds", { n: seconds });
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  } catch (error) {
    if (!isAborted(error)) toastProblem(error);
  }
}
