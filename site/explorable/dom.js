// A few words for making and changing elements; text is always text, never markup.
export const $ = (id) => document.getElementById(id);

const fill = (node, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(name, value);
  node.append(...children);
  return node;
};
export const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

/** Text of an element, touched only if it differs. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
/** A bar between two values, in an element of class plot whose axis goes from low to high. */
export function place(node, from, to, low, high) {
  const y = (x) => (100 * (high - x)) / (high - low);
  node.style.top = `${y(Math.max(from, to))}%`;
  node.style.height = from === to ? "" : `${y(Math.min(from, to)) - y(Math.max(from, to))}%`;
}
