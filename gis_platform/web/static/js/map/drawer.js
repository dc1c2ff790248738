/** The drawer of one site: the server's fragment, opened, closed, and in the address by the map. */

import { api, isAborted } from "../api.js";
import { word } from "../page.js";
import { toast, toastProblem } from "../shell/toast.js";

/**
 * @param {HTMLElement} element the map page
 * @param {{url: string, closed: () => void}} options `url` with 0 in the place of the site's id
 */
export function mount(element, { url, closed }) {
  const drawer = /** @type {HTMLElement} */ (element.querySelector(".drawer"));
  let asking = new AbortController();

  drawer.addEventListener("click", (event) => {
    const pressed = /** @type {Element} */ (event.target);
    if (pressed.closest("[data-close-drawer]")) close();
    if (pressed.closest("[data-copy-link]")) copyLink();
  });
  drawer.addEventListener("keydown", (event) => event.key === "Escape" && close());

  const show = (/** @type {boolean} */ isOpen) => {
    drawer.hidden = !isOpen;
    element.classList.toggle("has-drawer", isOpen);
  };
  const close = () => {
    if (drawer.hidden) return;
    asking.abort();
    show(false);
    closed();
  };
  /** @param {number} id @param {boolean} isFocused */
  const open = async (id, isFocused) => {
    asking.abort();
    asking = new AbortController();
    try {
      const { data } = await api(url.replace("0", String(id)), { accept: "text/html", signal: asking.signal });
      drawer.innerHTML = data;
      show(true);
      const title = drawer.querySelector("h2");
      drawer.setAttribute("aria-label", title?.textContent ?? "");
      if (isFocused) title?.focus();
    } catch (error) {
      if (!isAborted(error)) toastProblem(error), close();
    }
  };
  return { open, close };
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    toast(word("map.link_copied"));
  } catch {
    toast(word("map.link_not_copied"), { state: "danger" });
  }
}
