// What a program may get wrong: each mistake is carried through the computation.
import { average, clamped, difference, likelihood, share, solve, sum, tolerance } from "./machine.js";

export const TRIAL = 12; // steps of a training run

// signs: of the data's and of the model's average of ∂E/∂θ; code: rbmlib.checks.CODES
export const MISTAKES = {
  negative: { words: "a minus before the model’s average", code: "E-NEGATIVE-SIGN", signs: [-1, -1] },
  positive: { words: "a plus before the data’s average", code: "E-POSITIVE-SIGN", signs: [1, 1] },
  both: { words: "both signs exchanged", code: "E-SIGN", signs: [1, -1] },
  alone: { words: "the model’s average forgotten", code: "E-NO-NEGATIVE-PHASE", signs: [-1, 0] },
  prior: { words: "p(h) in place of p(h|v)", code: "E-PRIOR-IN-POSITIVE-PHASE", signs: [-1, 1] },
  repeats: { words: "repeated samples dropped", code: "E-REPEATS", signs: [-1, 1] },
};

/** Of a program with this mistake, or of "right". */
export const signsOf = (mistake) => MISTAKES[mistake]?.signs ?? [-1, 1];

/** The weights that the positive phase gives to the 32 states: q(v) p(h|v), unless it is wrong. */
function dataWeights(machine, counts, mistake) {
  const q = share(mistake === "repeats" ? counts.map((c) => +(c > 0)) : counts);
  return clamped(q, mistake === "prior" ? machine.posterior.map(() => machine.hidden) : machine.posterior);
}

/** Both phases and the gradient that a program with this mistake computes. */
export function gradient(theta, counts, mistake = "right") {
  const machine = solve(theta), [a, b] = signsOf(mistake);
  const data = dataWeights(machine, counts, mistake);
  const positive = average(data).map((x) => a * x), negative = average(machine.joint).map((x) => b * x);
  return { ...machine, data, positive, negative, total: positive.map((x, k) => x + negative[k]) };
}

/** The gradient beside the finite difference: which components are wrong. */
export function check(theta, counts, mistake = "right") {
  const found = gradient(theta, counts, mistake), truth = difference(theta, counts);
  const value = likelihood(theta, counts);
  const bound = tolerance(value, found.lnZ) * Math.max(1, ...truth.map(Math.abs));
  const wrong = found.total.map((x, k) => Math.abs(x - truth[k]) > bound);
  return { ...found, value, truth, bound, wrong, flagged: sum(wrong.map(Number)) };
}

/** Parameters after 0, 1, 2, … steps θ + η · gradient. */
export function path(theta, counts, mistake, eta, steps) {
  const all = [theta];
  for (let n = 0; n < steps; n++)
    all.push(gradient(all[n], counts, mistake).total.map((g, k) => all[n][k] + eta * g));
  return all;
}

/** A training run: ℓ after each step, and the first step at which it fell (0: none). */
export function run(theta, counts, mistake, eta, steps) {
  const curve = path(theta, counts, mistake, eta, steps).map((t) => likelihood(t, counts));
  return { curve, fell: Math.max(0, curve.findIndex((x, n) => n && x < curve[n - 1])) };
}
