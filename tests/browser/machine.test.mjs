// The page's mathematics, state and texts in Node, against the values that rbmlib writes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { NAMES, STEP, difference, solve, tolerance } from "../../site/explorable/machine.js";
import { MISTAKES, TRIAL, check, gradient, path, run } from "../../site/explorable/mistakes.js";
import { ETAS, History, LONGEST, START, format, parse } from "../../site/explorable/state.js";
import { STAGES } from "../../site/explorable/stages.js";
import { plain, signed } from "../../site/explorable/words.js";
import { view } from "../../site/explorable/view.js";

const VALUES = JSON.parse(readFileSync(join(import.meta.dirname, "../../build/explorable/values.json")));
const CLOSE = 1e-12;

/** Every number of one nested list near its partner, relative to max(1, |truth|). */
function near(got, wanted, within, what) {
  const [a, b] = [[got].flat(9), [wanted].flat(9)];
  assert.equal(a.length, b.length, what);
  assert.ok(b.length > 0, what);
  a.forEach((x, n) => assert.ok(Math.abs(x - b[n]) <= within * Math.max(1, Math.abs(b[n])), `${what}[${n}]: ${x}, expected ${b[n]}`));
}

test("twelve machines: what is enumerated is rbmlib's, to 1e-12", () => {
  assert.equal(VALUES.cases.length, 12);
  for (const c of VALUES.cases) {
    const found = solve(c.theta);
    for (const name of ["E", "lnZ", "joint", "p", "lnp", "posterior"]) near(found[name], c[name], CLOSE, name);
  }
});

test("twelve machines: gradient, likelihood and finite difference", () => {
  assert.ok(Math.abs(STEP / VALUES.step - 1) < CLOSE);
  for (const c of VALUES.cases) {
    const found = check(c.theta, c.counts);
    near(found.value, c.likelihood, CLOSE, "likelihood");
    near(found.total, c.gradient, CLOSE, "gradient");
    // Two evaluations, rounded differently, over twice the step: half the page's own bound.
    near(difference(c.theta, c.counts), c.difference, found.bound / 2, "difference");
  }
});

test("twelve machines: every mistake's phases, training run and verdict", () => {
  for (const c of VALUES.cases) {
    assert.deepEqual(Object.keys(c.mistakes).sort(), ["right", ...Object.keys(MISTAKES)].sort());
    for (const [mistake, wanted] of Object.entries(c.mistakes)) {
      const found = check(c.theta, c.counts, mistake), { curve } = run(c.theta, c.counts, mistake, VALUES.eta, TRIAL);
      near(found.positive, wanted.positive, CLOSE, `${mistake}: positive`);
      near(found.negative, wanted.negative, CLOSE, `${mistake}: negative`);
      near(curve, wanted.curve, CLOSE, `${mistake}: curve`);
      assert.deepEqual(found.wrong, wanted.wrong, `${mistake}: wrong`);
      assert.equal(found.flagged, wanted.wrong.filter(Boolean).length);
    }
  }
});

test("the right gradient is never flagged, wherever the page can take a machine", () => {
  const corners = [START.theta, NAMES.map(() => 3), NAMES.map(() => -3), NAMES.map((_, k) => (k % 2 ? 3 : -3)), NAMES.map(() => 0)];
  for (const theta of corners)
    for (const mistake of Object.keys(MISTAKES))
      for (const eta of ETAS)
        for (const at of path(theta, START.counts, mistake, eta, LONGEST).filter((_, n) => n % 10 === 0))
          assert.equal(check(at, START.counts).flagged, 0, `${mistake}, ${eta}: ${at}`);
});

test("the bound grows with the numbers that are subtracted", () => {
  assert.equal(tolerance(2), 1e-7);
  assert.ok(tolerance(1000) > tolerance(1));
});

test("a curve that falls says where, and one that does not says 0", () => {
  assert.equal(run(START.theta, START.counts, "negative", 0.5, TRIAL).fell, 1);
  assert.equal(run(START.theta, START.counts, "right", 0.5, TRIAL).fell, 0);
  const late = run(START.theta, START.counts, "prior", 0.5, 30);
  assert.ok(late.fell > TRIAL && late.curve[late.fell] < late.curve[late.fell - 1]);
});

test("without repeated samples, dropping them changes nothing", () => {
  const counts = START.counts.map((c) => +(c > 0));
  assert.equal(check(START.theta, counts, "repeats").flagged, 0);
  assert.notEqual(check(START.theta, START.counts, "repeats").flagged, 0);
});

test("the state survives its address, and what cannot be read is as at the start", () => {
  assert.equal(format(START), "");
  assert.deepEqual(parse(""), START);
  const other = {
    stage: 4, theta: [0.25, -1.5, 2, 0, 0.0001, -3, 1, 1.05, -0.1234, 45.5, -2], counts: [9, 0, 1, 0, 0, 2, 0, 3],
    chosen: 7, mistake: "prior", eta: 2, steps: 17, answers: { 1: ["000", "111"], 3: ["-0.0010", "0.0003"], prior: ["falls", "climbs"] },
  };
  assert.deepEqual({ ...parse("#" + format(other)) }, other);
  assert.equal(format(parse(format(other))), format(other));
  for (const bad of ["#s=5", "#s=0", "#t=1,2", "#t=1,2,3,4,5,6,7,8,9,10,x", "#t=" + Array(11).fill("1e9"), "#t=" + Array(11).fill(100), "#d=00000000",
    "#d=1", "#k=11", "#m=constructor", "#m=right", "#e=3", "#n=61", "#a=9:1:2;__proto__:a:b;1:<b>:x;1:2:3;2:falls:data;3:x:y;prior:data:data;prior:falls", "#%", "#s=%E0%A4%A", "#=&&="])
    assert.deepEqual(parse(bad), START, bad);
});

test("history: back, forth, and a new branch", () => {
  const past = new History("a");
  past.push("B"); past.swap("b"); past.push("b"); past.push("c");
  assert.ok(past.move(-1)); assert.equal(past.now, "b");
  assert.ok(past.move(-1)); assert.ok(!past.move(-1)); assert.equal(past.now, "a");
  assert.ok(past.move(1)); past.push("d");
  assert.ok(!past.can(1)); assert.equal(past.now, "d");
});

test("every question has an answer among its choices, on all machines and for all parameters", () => {
  const parameters = NAMES.map((_, chosen) => ({ chosen }));
  const asked = { 1: [{}], 2: parameters, 3: parameters, 4: Object.keys(MISTAKES).map((mistake) => ({ mistake })) };
  for (const c of VALUES.cases)
    for (const [stage, all] of Object.entries(asked))
      for (const one of all) {
        const now = view({ ...START, ...c, ...one, stage: +stage }), { choices, truth, explain, ask, about } = STAGES[stage - 1];
        const keys = choices(now).map(([key]) => key);
        assert.ok(keys.includes(truth(now)), `${stage}: ${truth(now)} among ${keys}`);
        assert.equal(new Set(keys).size, keys.length);
        for (const text of [ask(now), about(now), ...explain(now)]) assert.doesNotMatch(text, /undefined|NaN|null|\[object/);
      }
});

test("the true answers of stages 1 to 3 are what the numbers say", () => {
  const truth = (stage, chosen) => STAGES[stage - 1].truth(view({ ...START, stage, chosen }));
  assert.equal(truth(1, 0), "011");
  assert.equal(truth(2, 0), "data");
  assert.equal(truth(2, 2), "model");
  assert.equal(truth(3, 6), "0.0030");
  assert.equal(STAGES[1].truth(view({ ...START, stage: 2, theta: START.theta.map(() => 0), counts: Array(8).fill(1) })), "same");
});

test("in stages 1 to 3 no mistake is made", () => {
  for (const stage of [1, 2, 3]) assert.deepEqual(view({ ...START, stage, mistake: "prior" }).total, gradient(START.theta, START.counts).total);
  assert.notDeepEqual(view({ ...START, stage: 4, mistake: "prior" }).total, gradient(START.theta, START.counts).total);
});

test("a minus is a minus, and zero has none", () => {
  assert.deepEqual([plain(-1.5, 1), plain(-0.00001), signed(-0.00001), signed(2, 0)], ["−1.5", "0.0000", "+0.0000", "+2"]);
});
