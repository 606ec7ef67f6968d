// The machine as a picture whose numbers can be dragged, and as sliders.
import { H, K, M, N, NAMES, V, unitsOf } from "./machine.js";
import { $, el, say, svg } from "./dom.js";
import { plain, signed } from "./words.js";

const XV = [60, 210, 360], XH = [130, 290], YV = 200, YH = 48, LIMIT = 3, GRAIN = 0.05;
const sub = (n) => "₁₂₃"[n];
const place = (k) => {
  const [[i], [j]] = unitsOf(k);
  if (i === undefined) return [XH[j], YH - 32];
  if (j === undefined) return [XV[i], YV + 32];
  const f = j ? 0.33 : 0.62;
  return [XV[i] + (XH[j] - XV[i]) * f, YV + (YH - YV) * f];
};
export const onGrid = (x) => Math.round(Math.max(-LIMIT, Math.min(LIMIT, x)) / GRAIN) / Math.round(1 / GRAIN);

/** change(k, value, done): a parameter moves; look(k): it is chosen. */
export function buildMachine(change, look) {
  const lines = NAMES.slice(0, N * M).map((_, k) => svg("line", { x1: XV[Math.floor(k / M)], y1: YV, x2: XH[k % M], y2: YH }));
  const units = [...XV.map((x, i) => ["v" + sub(i), x, YV]), ...XH.map((x, j) => ["h" + sub(j), x, YH])]
    .flatMap(([name, cx, cy]) => [svg("circle", { cx, cy, r: 17 }), svg("text", { x: cx, y: cy + 5 }, name)]);
  const knobs = NAMES.map((_, k) => knob(k, change, look)), sliders = NAMES.map((_, k) => slider(k, change, look));
  $("net").append(...lines, ...units, ...knobs);
  $("sliders").append(...[0, 1, 6, 2, 3, 7, 4, 5, 8, 9, 10].map((k) => sliders[k]));
  return { lines, knobs, sliders, circles: units.filter((_, n) => n % 2 === 0) };
}

function slider(k, change, look) {
  const input = el("input", { type: "range", min: -LIMIT, max: LIMIT, step: GRAIN, id: `t${k}` });
  input.addEventListener("input", () => change(k, +input.value, false));
  input.addEventListener("change", () => change(k, +input.value, true));
  input.addEventListener("focus", () => look(k));
  return el("div", {}, el("label", { for: input.id }, NAMES[k], el("span", { "aria-hidden": true })), input);
}

// For pointers only: keyboards and screen readers have the sliders.
function knob(k, change, look) {
  const [x, y] = place(k), node = svg("g", { class: "knob", "aria-hidden": true },
    svg("rect", { x: x - 25, y: y - 12, width: 50, height: 24, rx: 6 }), svg("text", { x, y: y + 5 }));
  let from = null, value = 0;
  const moved = (event) => onGrid(from.value + (event.clientX - from.x) / 80);
  node.addEventListener("pointerdown", (event) => {
    look(k);
    from = { x: event.clientX, value: value = +node.dataset.value };
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (from && moved(event) !== value) change(k, (value = moved(event)), false);
  });
  for (const end of ["pointerup", "pointercancel"])
    node.addEventListener(end, () => {
      if (from && value !== from.value) change(k, value, true);
      from = null;
    });
  return node;
}

export function drawMachine(parts, { theta, chosen, total, stage, answer }) {
  parts.lines.forEach((line, k) => {
    line.style.strokeWidth = 1 + 2.5 * Math.min(LIMIT, Math.abs(theta[k]));
    line.style.strokeDasharray = theta[k] < 0 ? "7 5" : "";
  });
  for (let k = 0; k < K; k++) {
    const box = parts.knobs[k], [label, input] = parts.sliders[k].children, text = plain(theta[k], 2);
    box.dataset.value = theta[k];
    say(box.lastChild, text);
    say(label.lastChild, text);
    if (+input.value !== onGrid(theta[k])) input.value = onGrid(theta[k]);
    input.setAttribute("aria-valuetext", stage > 3 || (stage > 1 && answer) ? `${text}, gradient ${signed(total[k])}` : text);
    for (const node of [box, parts.sliders[k]]) node.classList.toggle("chosen", k === chosen);
  }
}

/** Units that are on in a state, or none. */
export function lightUnits({ circles }, i, j) {
  const units = i === undefined ? [] : [...V[i], ...H[j]];
  circles.forEach((circle, n) => circle.classList.toggle("on", Boolean(units[n])));
}
