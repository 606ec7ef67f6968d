// The page: what the reader does changes the state; the state is drawn.
import { NAMES, sum } from "./machine.js";
import { MISTAKES } from "./mistakes.js";
import { ETAS, History, LONGEST, START, format, parse, questionOf } from "./state.js";
import { STAGES, choiceWords, formula } from "./stages.js";
import { STATES, count, plain } from "./words.js";
import { ledger, view } from "./view.js";
import { $, el, say } from "./dom.js";
import { buildMachine, drawMachine, lightUnits } from "./network.js";
import { buildPatterns, buildPhases, drawPatterns, drawPhases } from "./bars.js";
import { buildNumbers, buildStates, drawLedger, drawNumbers, drawStates } from "./tables.js";
import { drawCurve } from "./curve.js";

const app = $("app"), live = el("p", { role: "status", class: "quiet", id: "live" });
let state = parse(location.hash), now;
const past = new History(format(state));

/** One message to those who listen; said again even if it is the same. */
const announce = (text) => { live.textContent = live.textContent === text ? `${text}\u00a0` : text; };

// ---- changes

function change(patch, { done = true, animate = false } = {}) {
  state = Object.freeze({ ...state, ...patch });
  if (done) {
    past.push(format(state));
    remember();
  }
  draw(animate);
}
function remember() {
  history.replaceState(null, "", `#${past.now}`);
}
/** The machine where training has taken it, as a new start. */
const here = () => state.steps
  ? { theta: now.theta.map((x) => +Math.max(-99, Math.min(99, x)).toFixed(4)), steps: 0 } : { theta: state.theta };
function look(chosen) {
  if (chosen === state.chosen) return;
  change({ chosen }, { done: false });
  past.swap(format(state));
  remember();
}
function move(k, value, done) {
  const from = here();
  change({ ...from, theta: from.theta.map((x, i) => (i === k ? value : x)), chosen: k }, { done });
}
function observe(i, by) {
  change({ ...here(), counts: state.counts.map((c, j) => (j === i ? c + by : c)) });
  announce(`${STATES[i]}: ${count(state.counts[i], "sample")} of ${sum(state.counts)}. ${level()}`);
}
const level = () => (state.stage > 2 && now.answer ? `ℓ = ${plain(now.value)} nats.` : "");

function answer(key) {
  if (now.answer) return;
  const { truth, explain } = STAGES[state.stage - 1];
  change({ answers: { ...state.answers, [questionOf(state)]: [key, truth(now)] } }, { animate: true });
  announce(`${verdict()} ${explain(now)[0]}`);
}
function verdict() {
  const [said, was] = now.answer.map((key) => choiceWords(state.stage, now, key));
  const since = STAGES[state.stage - 1].truth(now) === now.answer[1] ? "" : " Since then something was changed; as it is now:";
  return (said === was ? `✓ As you predicted: “${was}”.` : `You predicted “${said}”; the answer was “${was}”.`) + since;
}
function go(stage) {
  change({ stage, steps: 0 });
  $("title").focus();
}
function step() {
  if (state.steps >= LONGEST) return;
  const before = now.value;
  change({ steps: state.steps + 1 });
  announce(`${count(state.steps, "step")}: ℓ = ${plain(now.value)} nats, it ${now.value < before ? "fell" : "rose"}.`);
}
function travel(by, word) {
  if (!past.move(by)) return;
  restore();
  announce(`${word}. Stage ${state.stage}. ${level()}`);
}
function restore() {
  state = parse(past.now);
  remember();
  draw();
}
function again() {
  const { [questionOf(state)]: _, ...answers } = state.answers;
  change({ answers, steps: 0 });
  $("choices").firstChild.focus();
}
function onward() {
  if (state.stage < 4) return go(state.stage + 1);
  change({ mistake: unanswered(), steps: 0 });
  $("mistakes").querySelector(":checked").focus();
}
const unanswered = () => Object.keys(MISTAKES).find((m) => !state.answers[m]);

// ---- drawing

const parts = {
  machine: buildMachine(move, look), patterns: buildPatterns(observe), phases: buildPhases(look),
  states: buildStates((i, j) => lightUnits(parts.machine, i, j)), numbers: buildNumbers(look),
};

function draw(animate = false) {
  now = view(state);
  app.dataset.stage = state.stage;
  app.dataset.ask = now.answer ? "" : state.stage;
  drawAsk();
  drawFormula();
  drawMachine(parts.machine, now);
  drawPatterns(parts.patterns, now);
  drawPhases(parts.phases, now);
  drawStates(parts.states, now);
  drawNumbers(parts.numbers, now);
  drawCurve(now, animate);
  drawLedger(ledger(state));
  $("look").value = state.chosen;
  $("eta").value = state.eta;
  for (const [id, off] of [["undo", !past.can(-1)], ["redo", !past.can(1)], ["step", state.steps >= LONGEST]]) $(id).setAttribute("aria-disabled", off);
}

function drawAsk() {
  const stage = STAGES[state.stage - 1], [said, was] = now.answer ?? [];
  [...$("stages").children].forEach(({ firstChild }, n) =>
    n + 1 === state.stage ? firstChild.setAttribute("aria-current", "step") : firstChild.removeAttribute("aria-current"));
  say($("title"), `${state.stage} · ${stage.title}`);
  say($("about"), stage.about(now));
  say($("question"), stage.ask(now));
  drawChoices(stage.choices(now), said, was);
  const texts = now.answer ? [verdict(), ...stage.explain(now)] : ["Predict first; the answer will stand here."];
  $("why").replaceChildren(...texts.map((text) => el("p", {}, text)));
  $("why").className = now.answer ? "" : "note";
  $("onward").hidden = !now.answer;
  $("next").hidden = state.stage === 4 && !unanswered();
  say($("next"), state.stage < 4 ? `Next: ${STAGES[state.stage].title}` : "Next mistake");
  $("mistakes").querySelectorAll("input").forEach((input) => { input.checked = input.value === state.mistake; });
}
/** Buttons stay the same ones while the choices do, so that the focus stays too. */
function drawChoices(choices, said, was) {
  const box = $("choices"), keys = choices.map(([key]) => key).join();
  if (box.dataset.keys !== keys) {
    box.dataset.keys = keys;
    box.replaceChildren(...choices.map(([key]) => {
      const button = el("button", { type: "button", value: key });
      button.addEventListener("click", () => answer(key));
      return button;
    }));
  }
  box.hidden = Boolean(said) && !choices.some(([key]) => key === was); // another machine by now
  choices.forEach(([key, text], n) => {
    const button = box.children[n];
    say(button, `${was === key ? "✓ " : ""}${text}`);
    button.classList.toggle("true", was === key);
    button.setAttribute("aria-pressed", said === key);
    button.setAttribute("aria-disabled", Boolean(said));
  });
}
function drawFormula() {
  const wrong = formula(now.mistake), right = formula("right");
  for (const kind of ["data", "model"]) {
    const term = $("formula").querySelector(`.${kind}`);
    [term.querySelector("span"), term.querySelector("sub")].forEach((node, n) => {
      say(node, wrong[kind][n]);
      node.classList.toggle("bad", wrong[kind][n] !== right[kind][n]);
    });
    term.classList.toggle("lost", kind === "model" && wrong.lost);
  }
}

// ---- light: a term of the formula and the bars that it is

let pressed = "";
const kindOf = (node) => ["data", "model"].find((kind) => node?.closest(`.term.${kind}, .bar.${kind}`));
const light = (node) => { app.dataset.lit = kindOf(node) ?? pressed; };
for (const [event, to] of [["pointerover", "target"], ["focusin", "target"], ["pointerleave", ""], ["focusout", ""]])
  app.addEventListener(event, (e) => light(e[to]));
for (const term of document.querySelectorAll(".term"))
  term.addEventListener("click", () => {
    pressed = pressed === term.dataset.term ? "" : term.dataset.term;
    document.querySelectorAll(".term").forEach((t) => t.setAttribute("aria-pressed", t.dataset.term === pressed));
    light(term);
  });

// ---- the controls

function dark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
function colours(theme, keep) {
  document.documentElement.dataset.theme = theme;
  try { if (keep) localStorage.setItem("theme", theme); } catch { /* no memory: this page only */ }
}
function remembered() {
  try { return localStorage.getItem("theme"); } catch { return null; }
}
async function copy() {
  try {
    await navigator.clipboard.writeText(location.href);
    announce("Link copied.");
  } catch { announce("The link is in the address bar."); }
}

const clicks = {
  undo: () => travel(-1, "Undone"), redo: () => travel(1, "Done again"), step, again, next: onward, link: copy,
  over: () => { change(START); announce("At the start again."); },
  theme: () => { colours(dark() ? "light" : "dark", true); announce(dark() ? "Dark colours." : "Light colours."); },
};
for (const id in clicks) $(id).addEventListener("click", clicks[id]);
STAGES.forEach(({ title }, n) => {
  const button = el("button", { type: "button" }, `${n + 1} · ${title}`);
  button.addEventListener("click", () => go(n + 1));
  $("stages").append(el("li", {}, button));
});
for (const m in MISTAKES) $("mistakes").append(el("label", {}, el("input", { type: "radio", name: "mistake", value: m }), ` ${MISTAKES[m].words}`));
$("mistakes").addEventListener("change", (e) => change({ mistake: e.target.value, steps: 0 }));
NAMES.forEach((name, k) => $("look").append(el("option", { value: k }, name)));
ETAS.forEach((eta) => $("eta").append(el("option", { value: eta }, String(eta))));
$("look").addEventListener("change", (e) => look(+e.target.value));
$("eta").addEventListener("change", (e) => change({ eta: +e.target.value, steps: 0 }));
addEventListener("keydown", (e) => {
  if (!(e.ctrlKey || e.metaKey) || e.key.toLowerCase() !== "z") return;
  e.preventDefault();
  clicks[e.shiftKey ? "redo" : "undo"]();
});
addEventListener("hashchange", () => { past.push(format(parse(location.hash))); restore(); });

if (["dark", "light"].includes(remembered())) colours(remembered());
document.body.append(live);
document.querySelectorAll(".still").forEach((node) => node.remove());
app.hidden = $("tools").hidden = false;
draw();
