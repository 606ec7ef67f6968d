// Bars: of the visible patterns, and of the eleven pairs of averages.
import { NAMES, V } from "./machine.js";
import { MOST } from "./state.js";
import { $, el, place, say } from "./dom.js";
import { STATES, count } from "./words.js";

const bar = (kind, veil) => el("i", { class: `${kind} bar`, "data-veil": veil });

/** observe(i, by): one sample more or less of pattern i. */
export function buildPatterns(observe) {
  const columns = V.map((_, i) => {
    const [more, less] = [1, -1].map((by) => {
      const button = el("button", { type: "button", "aria-label": `${STATES[i]}, one sample ${by > 0 ? "more" : "less"}` }, by > 0 ? "+" : "−");
      button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && observe(i, by));
      return button;
    });
    const data = bar("data"), model = bar("model", "1"), number = el("div", { "aria-hidden": true });
    data.classList.add("from2");
    const words = el("span", { class: "quiet" }), hidden = el("span", { class: "quiet", "data-veil": "1" });
    const node = el("div", { role: "listitem" }, el("div", { class: "plot" }, data, model), el("div", {}, STATES[i]),
      words, hidden, el("div", { class: "from2" }, more, number, less));
    return { node, data, model, number, more, less, words, hidden };
  });
  $("patterns").setAttribute("role", "list");
  $("patterns").append(...columns.map((c) => c.node));
  return columns;
}

export function drawPatterns(columns, { q, p, counts, stage }) {
  const top = Math.max(...q, ...p) * (stage > 1 ? 1 : 0), bottom = Math.max(...p, stage > 1 ? 0.25 : 0);
  const last = counts.filter(Boolean).length < 2;
  $("patterns").style.setProperty("--zero", `${(100 * top) / (top + bottom)}%`);
  columns.forEach((c, i) => {
    place(c.data, 0, q[i], -bottom, top);
    place(c.model, 0, -p[i], -bottom, top);
    say(c.number, String(counts[i]));
    say(c.words, stage > 1 ? `: ${count(counts[i], "sample")}, share ${q[i].toFixed(4)}` : "");
    say(c.hidden, `, model ${p[i].toFixed(4)}`);
    c.more.setAttribute("aria-disabled", counts[i] >= MOST);
    c.less.setAttribute("aria-disabled", counts[i] < 1 || (last && counts[i] === 1));
  });
}

export function buildPhases(look) {
  const columns = NAMES.map((name, k) => {
    const data = bar("data"), model = bar("model");
    const sum = el("i", { class: "sum", "data-veil": "3" }), ring = el("i", { class: "ring from3", "data-veil": "3 4" });
    const node = el("div", {}, el("div", { class: "plot" }, data, model, sum, ring), name);
    node.addEventListener("click", () => look(k));
    return { node, data, model, sum, ring };
  });
  $("phases").append(...columns.map((c) => c.node));
  return columns;
}

export function drawPhases(columns, { positive, negative, total, truth, chosen }) {
  const all = [positive, negative, total, truth].flat();
  const high = Math.max(0.9, ...all) * 1.08, low = Math.min(-0.9, ...all) * 1.08;
  $("phases").style.setProperty("--zero", `${(100 * high) / (high - low)}%`);
  columns.forEach((c, k) => {
    place(c.data, 0, positive[k], low, high);
    place(c.model, 0, negative[k], low, high);
    place(c.sum, total[k], total[k], low, high);
    place(c.ring, truth[k], truth[k], low, high);
    c.node.classList.toggle("chosen", k === chosen);
  });
}
