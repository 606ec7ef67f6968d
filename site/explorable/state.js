// What the reader chose, as one frozen object, as the address of the page, and its history.
import { K } from "./machine.js";
import { MISTAKES } from "./mistakes.js";

export const ETAS = [0.1, 0.5, 2], MOST = 9, LONGEST = 60;
/** rbmlib's reference machine and data: the ones of Figure 0.2. */
export const START = Object.freeze({
  stage: 1,
  theta: [0.6, -0.7, 0.8, 0.9, -1, 1.1, 0.1, -0.2, 0.3, -0.4, 0.5],
  counts: [0, 0, 0, 1, 0, 2, 1, 0],
  chosen: 0, // the parameter that is looked at
  mistake: "negative",
  eta: 0.5,
  steps: 0,
  answers: {}, // by question, "1" to "3" or a mistake: [predicted, true]
});

/** What is asked now: stage 4 asks about each mistake. */
export const questionOf = (state) => (state.stage < 4 ? String(state.stage) : state.mistake);
/** What the program on the page computes with: only stage 4 makes mistakes. */
export const mistakeOf = (state) => (state.stage < 4 ? "right" : state.mistake);

const FIELDS = {
  stage: ["s", String, (x) => whole(x, 1, 4)],
  theta: ["t", (x) => x.join(","), (x) => list(x.split(","), K, (y) => (/^-?\d+(\.\d+)?$/.test(y) && Math.abs(y) <= 99 ? +y : undefined))],
  counts: ["d", (x) => x.join(""), (x) => list([...x], 8, (y) => whole(y, 0, MOST), (all) => all.some(Boolean))],
  chosen: ["k", String, (x) => whole(x, 0, K - 1)],
  mistake: ["m", String, (x) => (Object.hasOwn(MISTAKES, x) ? x : undefined)],
  eta: ["e", String, (x) => ETAS.find((y) => String(y) === x)],
  steps: ["n", String, (x) => whole(x, 0, LONGEST)],
  answers: ["a", (x) => Object.entries(x).map(([q, a]) => [q, ...a].join(":")).join(";"), answers],
};

function whole(text, least, most) {
  const ok = /^\d+$/.test(text) && +text >= least && +text <= most;
  return ok ? +text : undefined;
}
function list(texts, length, read, good = () => true) {
  const all = texts.map(read);
  return all.length === length && !all.includes(undefined) && good(all) ? all : undefined;
}
// What may be answered to questions 1, 2, 3, and about a mistake.
const FORMS = [/^[01]{3}$/, /^(data|model|same)$/, /^-?\d\.\d{4}$/], COURSES = /^(falls|climbs)$/;
function answers(text) {
  const form = (q) => (Object.hasOwn(MISTAKES, q) ? COURSES : FORMS[q - 1]);
  const good = text.split(";").map((x) => x.split(":")).filter(([q, ...a]) => a.length === 2 && a.every((x) => form(q)?.test(x)));
  return Object.fromEntries(good.map(([q, ...a]) => [q, a]));
}

/** The part of the address after #; empty at the start. */
export const format = (state) =>
  Object.entries(FIELDS).map(([name, [key, write]]) => [key, write(state[name]), write(START[name])])
    .filter(([, text, usual]) => text !== usual).map(([key, text]) => `${key}=${text}`).join("&");

/** The state that an address describes; what cannot be read is as at the start. */
export function parse(text) {
  const given = new Map(text.replace(/^#/, "").split("&").map((part) => {
    const at = part.indexOf("=");
    return [part.slice(0, at), decode(part.slice(at + 1))];
  }));
  const read = Object.entries(FIELDS).map(([name, [key, , from]]) =>
    [name, (given.has(key) ? from(given.get(key)) : undefined) ?? START[name]]);
  return Object.freeze(Object.fromEntries(read));
}
function decode(text) {
  try { return decodeURIComponent(text); } catch { return ""; }
}

/** States in the order in which they were made, with a place among them. */
export class History {
  constructor(first) { this.all = [first]; this.at = 0; }
  get now() { return this.all[this.at]; }
  push(text) {
    if (text === this.now) return;
    this.all = [...this.all.slice(0, this.at + 1), text];
    this.at++;
  }
  /** In place of the present one: what is looked at is not worth an undo. */
  swap(text) { this.all[this.at] = text; }
  /** -1 back, +1 forth; false at the ends. */
  move(by) {
    const can = this.can(by);
    if (can) this.at += by;
    return can;
  }
  can(by) { return this.at + by in this.all; }
}
