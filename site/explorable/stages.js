// The four stages: what is asked, what may be answered, what is true, and why.  A function each
// of a view; answers are short words, which stand in the address.
import { H, NAMES, ON, likelihood, sum } from "./machine.js";
import { TRIAL, signsOf } from "./mistakes.js";
import { STATES, bits, count, listed, plain, power, signed, unitNames } from "./words.js";

const NUDGE = 0.01;
const largest = (x) => x.indexOf(Math.max(...x));
const pairs = (texts) => texts.map((text) => [text, text]);

const states = {
  title: "From energy to probability",
  about: () => "A state says of each unit whether it is on (1) or off (0). Its energy E is minus the sum of the parameters whose units are all on; the lower the energy, the more probable the state. The table lists all energies of this machine; the probabilities are covered.",
  ask: () => "Which visible pattern v₁v₂v₃ does this machine show most often?",
  choices: () => pairs(STATES),
  truth: ({ p }) => STATES[largest(p)],
  explain: ({ p, E, lnZ }) => {
    const top = largest(p), low = largest(E.flat().map((e) => -e));
    const i = Math.floor(low / H.length), lowest = `The lowest energy of all, ${plain(E[i][low % H.length], 2)}, is that of v = ${STATES[i]} with h = ${bits(H[low % H.length])}`;
    return [
      `${STATES[top]} has the probability ${plain(p[top])}.`,
      `A state weighs e to the power −E. Divided by Z = ${plain(Math.exp(lnZ), 2)}, the sum of all 32 weights, that is its probability; a pattern v collects the four states of its row. ${lowest}${i === top ? ", which is in this row." : ": one deep state is not enough, the row’s sum counts."}`,
      "Move a slider. Only the states in which its units are on change their energy, yet all 32 probabilities move, because Z does.",
    ];
  },
};

const averages = {
  title: "Two averages",
  about: ({ counts }) => `Now there are data, ${count(sum(counts), "sample")}; the blue bars q(v) are their shares. Change them with + and −. For each sample the machine fills in h by p(h|v): the positive phase. Left alone, it dreams up v and h together by p(v,h): the negative phase.`,
  ask: ({ chosen }) => `How often ${on_(chosen)}? That is what ${NAMES[chosen]} multiplies. Which average is larger?`,
  choices: () => [["data", "the data’s"], ["model", "the model’s"], ["same", "they are equal"]],
  truth: ({ chosen, positive, negative }) => {
    const d = positive[chosen] + negative[chosen];
    return Math.abs(d) < 5e-5 ? "same" : d > 0 ? "data" : "model";
  },
  explain: ({ chosen, positive, negative, total }) => [
    `${plain(positive[chosen])} with the data, ${plain(-negative[chosen])} with the model.`,
    `−∂E/∂${NAMES[chosen]} is 1 where ${on_(chosen, true)} and 0 elsewhere. So of the 32 states below only ${sum(ON[chosen].flat())} count: the positive phase is the sum of their blue bars, the negative phase of their orange ones.`,
    `What is left, ${signed(total[chosen])}, is the gradient: ${Math.abs(total[chosen]) < 5e-5 ? "nothing to learn here." : `the data have ${unitNames(chosen)} on ${total[chosen] > 0 ? "more" : "less"} often than the model, so ${NAMES[chosen]} should ${total[chosen] > 0 ? "rise" : "fall"}.`} Press a term of the formula, and see which bars it is.`,
  ],
};
/** "are v₁ and h₁ on together", or, as a statement, "v₁ and h₁ are on together". */
function on_(k, statement = false) {
  const names = unitNames(k), two = names.includes("and"), is = two ? "are" : "is";
  return (statement ? `${names} ${is} on` : `${is} ${names} on`) + (two ? " together" : "");
}

const slope = {
  title: "The slope, found twice",
  about: ({ value }) => `The mean log-likelihood ℓ says how probable the data are to the model: now ${plain(value)} nats a sample; the higher, the better. The gradient claims to be its slope.`,
  ask: ({ chosen }) => `Raise ${NAMES[chosen]} by ${NUDGE} and leave the other ten alone. By how much does ℓ change?`,
  choices: ({ chosen, positive, negative, total }) => {
    const all = [positive, total, negative].map((x) => signed(x[chosen] * NUDGE));
    return [...new Set([...all, signed(-total[chosen] * NUDGE)])].sort().map((text) => [token(text), text]);
  },
  truth: ({ chosen, total }) => token(signed(total[chosen] * NUDGE)),
  explain: ({ chosen, theta, counts, value, truth, total, flagged, bound }) => {
    const moved = likelihood(theta.map((x, k) => x + (k === chosen ? NUDGE : 0)), counts) - value;
    return [
      `ℓ changes by ${signed(moved, 5)}, which is ${signed(moved / NUDGE)} a unit.`,
      `Both phases together say ${signed(total[chosen])}. With a smaller nudge to both sides, (ℓ(θ+ε) − ℓ(θ−ε)) / 2ε, the finite difference is ${signed(truth[chosen])}. It knows nothing of phases: it only evaluates ℓ. ${flagged ? `Yet ${flagged} of 11 differ.` : `All eleven agree within ${power(bound)}: that is the check.`}`,
      "Now take a step: every parameter moves along its component, θ + η · gradient. Watch the blue and the orange bars grow equally long, and ℓ rise.",
    ];
  },
};
const token = (text) => text.replace("−", "-").replace("+", "");

const mistakes = {
  title: "It trains. Is it right?",
  about: () => "A program computes this gradient, with one mistake: choose it, and see what becomes of the formula.",
  ask: () => `Train with it for ${TRIAL} steps. What does the curve of ℓ do?`,
  choices: () => [["falls", "it falls: I would notice"], ["climbs", "it climbs: it seems to work"]],
  truth: ({ trial }) => (trial.fell ? "falls" : "climbs"),
  explain: ({ trial, right, start }) => {
    const ends = `from ${plain(trial.curve[0])} to ${plain(trial.curve[TRIAL])}`, verdict = `the check flags ${start.flagged} of 11 components`;
    if (!start.flagged) return [`ℓ goes ${ends}, and ${verdict}.`, "On this machine and these data the mistake changes nothing, so nobody could find it. A check is as good as the example it is run on: no zeros, no symmetry, a sample that repeats."];
    const spared = NAMES.map((_, k) => k).filter((k) => !start.wrong[k]);
    const but = spared.length ? ` A test of ${listed(spared)} alone would have passed it.` : "";
    if (trial.fell && right.fell) return [`ℓ falls at step ${trial.fell}, but so does that of the right gradient, at step ${right.fell}: the steps are too long for the curve to tell. Meanwhile ${verdict}.${but}`];
    if (trial.fell) return [`ℓ falls at step ${trial.fell}; ${verdict}.`, `Twelve steps take it ${ends}. Training shows this mistake, and so does the check.${but}`];
    return [
      `ℓ climbs at every step, ${ends}, yet ${verdict}.`,
      `Nobody who watches the curve would ask. The right gradient (dashed) reaches ${plain(right.curve[TRIAL])}, but who knows that who has only the wrong one? “It trains” is not “it is right”.${but}`,
    ];
  },
};

export const STAGES = [states, averages, slope, mistakes];
export const choiceWords = (stage, view, answer) =>
  STAGES[stage - 1].choices(view).find(([key]) => key === answer)?.[1] ?? (stage === 3 ? signed(+answer) : answer);
/** The mistake in the formula: signs and the weights of both averages. */
export const formula = (mistake) => {
  const [a, b] = signsOf(mistake), sign = (x) => (x > 0 ? "+" : "−");
  const q = mistake === "repeats" ? "distinct samples, " : "q(v) ";
  return {
    data: [sign(a), q + (mistake === "prior" ? "p(h)" : "p(h|v)")],
    model: [b ? sign(b) : "", "p(v,h)"],
    lost: !b,
  };
};
