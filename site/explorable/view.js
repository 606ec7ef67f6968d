// All that the page shows of a state: computed here, drawn elsewhere.
import { share, sum } from "./machine.js";
import { TRIAL, check, path, run } from "./mistakes.js";
import { mistakeOf, questionOf } from "./state.js";

export function view(state) {
  const { theta: start, counts, eta, steps } = state, mistake = mistakeOf(state);
  const theta = path(start, counts, mistake, eta, steps)[steps];
  const answer = state.answers[questionOf(state)];
  const all = { ...state, mistake, theta, answer, q: share(counts), ...check(theta, counts, mistake) };
  all.best = sum(all.q.map((x) => (x ? x * Math.log(x) : 0))); // −H(q): no model's ℓ is larger
  // In stage 3 the reader takes the steps; in stage 4 the program has taken them all.
  const trained = (program, length) => run(start, counts, program, eta, length);
  if (state.stage < 4) return { ...all, shown: trained("right", steps) };
  const length = Math.max(TRIAL, steps);
  return {
    ...all,
    start: check(start, counts, mistake),
    trial: trained(mistake, TRIAL),
    shown: trained(mistake, length),
    right: trained("right", length),
  };
}

/** What is known of the mistakes that the reader has predicted: one row each. */
export const ledger = (state) =>
  Object.keys(state.answers).filter((q) => isNaN(q)).map((mistake) => ({
    mistake,
    ...run(state.theta, state.counts, mistake, state.eta, TRIAL),
    flagged: check(state.theta, state.counts, mistake).flagged,
  }));
