// All that the page shows of a state: computed here, drawn elsewhere.
import { share, sum } from "./machine.js";
import { TRIAL, check, path, run } from "./mistakes.js";
import { mistakeOf, questionOf } from "./state.js";

export function view(state) {
  const { theta: start, counts, eta, steps } = state, mistake = mistakeOf(state);
  const theta = path(start, counts, mistake, eta, steps)[steps];
  const answer = state.answers[questionOf(state)];
  // In stage 3 the reader takes the steps; in stage 4 the program has taken them all.
  const length = state.stage < 4 ? steps : Math.max(TRIAL, steps);
  return {
    ...state, mistake, theta, answer,
    q: share(counts),
    ...check(theta, counts, mistake),
    start: check(start, counts, mistake),
    trial: run(start, counts, mistake, eta, TRIAL),
    shown: run(start, counts, mistake, eta, length),
    right: run(start, counts, "right", eta, length),
    best: sum(share(counts).map((x) => (x ? x * Math.log(x) : 0))), // −H(q): no model's ℓ is larger
  };
}

/** What is known of the mistakes that the reader has predicted: one row each. */
export const ledger = (state) =>
  Object.keys(state.answers).filter((q) => isNaN(q)).map((mistake) => ({
    mistake,
    ...run(state.theta, state.counts, mistake, state.eta, TRIAL),
    flagged: check(state.theta, state.counts, mistake).flagged,
  }));
