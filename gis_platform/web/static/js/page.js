/** What the server put on the page beside the HTML: its words (through gettext) and its data, as JSON blocks. */

/** @type {Record<string, string> | undefined} */
let words;

/**
 * The words of `<script type="application/json" data-strings>` blocks; a page may add its own block to the shell's.
 * @param {string} key
 * @param {Record<string, string | number>} [values] fill `{name}` in the sentence
 * @returns {string}
 */
export function word(key, values = {}) {
  words ??= Object.assign({}, ...[...document.querySelectorAll("script[data-strings]")].map(parse));
  const sentence = /** @type {Record<string, string>} */ (words)[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * The data of `{{ value|json_script:"id" }}`.
 * @param {string} id
 * @returns {any}
 */
export function pageData(id) {
  const block = document.getElementById(id);
  if (!block) throw new Error(`no JSON block #${id} on this page`);
  return parse(block);
}

/** @param {Element} block */
function parse(block) {
  return JSON.parse(block.textContent || "{}");
}

/**
 * An icon of the sprite, for parts that are made in the browser.
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${pageData("shell-data").sprite}#${name}`);
  svg.append(use);
  return svg;
}

/**
 * An element with attributes and children; text goes in as text, never as HTML.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | undefined>} [attributes] false and undefined are left out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}
