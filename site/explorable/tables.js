// Tables: the 32 states, the eleven components, and what was found out about mistakes.
import { H, NAMES, ON, V } from "./machine.js";
import { MISTAKES, TRIAL } from "./mistakes.js";
import { $, el, say } from "./dom.js";
import { STATES, bits, plain, power, signed } from "./words.js";

const th = (scope, text, attributes = {}) => el("th", { scope, ...attributes }, text);
const head = (...cells) => el("thead", {}, el("tr", {}, ...cells));

/** light(i, j): the units of a state, or none. */
export function buildStates(light) {
  const rows = V.map((_, i) => H.map((_, j) => {
    const e = el("div"), lines = ["data", "model"].map((kind) => {
      const bar = el("i", { class: `bar ${kind}` }), number = el("span", { class: kind });
      return { bar, number, node: el("div", { class: `line${kind === "data" ? " from2" : ""}`, "data-veil": "1 2" }, bar, number) };
    });
    const node = el("td", {}, e, ...lines.map((l) => l.node));
    node.addEventListener("pointerenter", () => light(i, j));
    node.addEventListener("pointerleave", () => light());
    return { node, e, lines };
  }));
  $("table").append(head(th("col", "v \\ h"), ...H.map((h) => th("col", bits(h)))),
    el("tbody", {}, ...rows.map((row, i) => el("tr", {}, th("row", STATES[i]), ...row.map((c) => c.node)))));
  return rows;
}

export function drawStates(rows, { E, data, joint, chosen, positive, negative, stage, answer }) {
  const scale = 1 / Math.max(0.2, ...data.flat(), ...joint.flat());
  rows.forEach((row, i) => row.forEach((c, j) => {
    say(c.e, plain(E[i][j], 2));
    [data, joint].forEach((weights, n) => {
      c.lines[n].bar.style.setProperty("--share", scale * weights[i][j]);
      say(c.lines[n].number, weights[i][j].toFixed(3));
    });
    const counts = ON[chosen][i][j], open = stage > 1 && (stage > 2 || answer);
    c.node.classList.toggle("off", Boolean(open && !counts));
    c.node.classList.toggle("counts", Boolean(open && counts));
  }));
  say($("looked"), `Only the framed states count: blue bars ${signed(positive[chosen])}, orange ${signed(negative[chosen])}.`);
}

export function buildNumbers(look) {
  const rows = NAMES.map((name, k) => {
    const cells = [{ class: "data" }, { class: "model" }, { "data-veil": "3" }, { class: "from3", "data-veil": "3 4" }].map((a) => el("td", a));
    const node = el("tr", {}, th("row", name), ...cells);
    node.addEventListener("click", () => look(k));
    return { node, cells };
  });
  $("numbers").append(head(th("col", "θ"), th("col", "positive phase"), th("col", "negative phase"), th("col", "sum", { "data-veil": "3" }),
    th("col", "finite difference", { class: "from3", "data-veil": "3 4" })), el("tbody", {}, ...rows.map((r) => r.node)));
  return rows;
}

export function drawNumbers(rows, { positive, negative, total, truth, wrong, chosen, flagged, bound }) {
  rows.forEach(({ node, cells }, k) => {
    [positive, negative, total, truth].forEach((x, n) => say(cells[n], signed(x[k]) + (n < 3 ? "" : wrong[k] ? " ✗" : " ✓")));
    cells[3].className = `from3 ${wrong[k] ? "bad" : "good"}`;
    node.classList.toggle("chosen", k === chosen);
  });
  say($("verdict"), flagged ? `✗ The check flags ${flagged} of 11 components.` : `✓ All eleven agree within ${power(bound)}.`);
  $("verdict").className = `from3 ${flagged ? "bad" : "good"}`;
}

const found = (yes, text) => el("td", { class: yes ? "good" : "bad" }, `${yes ? "seen" : "not seen"}: ${text}`);

export function drawLedger(rows) {
  const table = $("ledger").querySelector("table");
  table.replaceChildren(head(th("col", "mistake"), th("col", `training, ${TRIAL} steps`), th("col", "the check")), el("tbody", {}, ...rows.map((r) =>
    el("tr", {}, th("row", MISTAKES[r.mistake].words),
      found(r.fell, r.fell ? `ℓ falls at step ${r.fell}` : `ℓ climbs to ${plain(r.curve[TRIAL], 3)}`),
      found(r.flagged, `${r.flagged} of 11 flagged`)))));
  $("ledger").hidden = !rows.length;
  const climbs = rows.filter((r) => !r.fell && r.flagged), falls = rows.filter((r) => r.fell && r.flagged);
  say($("moral"), climbs.length && falls.length
    ? `Training showed ${falls.length} of these ${falls.length + climbs.length} mistakes; the check shows them all. “It trains” is not “it is right”.`
    : climbs.length ? "Now one that training does show: a wrong sign." : falls.length ? "Now one that training does not show: p(h) in place of p(h|v), or repeated samples dropped." : "");
}
