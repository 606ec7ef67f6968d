// The machine: three visible and two hidden units, 32 states, every sum by enumeration.
// Logarithms are natural; the order of states and of parameters is rbmlib's.
export const N = 3, M = 2, K = N * M + N + M;

const range = (n) => [...Array(n).keys()];
const bits = (n) => range(2 ** n).map((k) => range(n).map((i) => (k >> (n - 1 - i)) & 1));
export const V = bits(N), H = bits(M);
export const NAMES = ["W₁₁", "W₁₂", "W₂₁", "W₂₂", "W₃₁", "W₃₂", "b₁", "b₂", "b₃", "c₁", "c₂"];

const isWeight = (k) => k < N * M;
/** The units that parameter k multiplies, numbered from 0: visible ones, hidden ones. */
export const unitsOf = (k) =>
  isWeight(k) ? [[Math.floor(k / M)], [k % M]] : k < N * M + N ? [[k - N * M], []] : [[], [k - N * M - N]];

export const sum = (x) => x.reduce((a, b) => a + b, 0);
/** f of every pair of a visible and a hidden state: 8 rows of 4. */
const table = (f) => V.map((v, i) => H.map((h, j) => f(i, j, v, h)));

/** −∂E/∂θ_k in each state: 1 where all units of parameter k are on, otherwise 0. */
export const ON = range(K).map((k) => {
  const [visible, hidden] = unitsOf(k);
  return table((_i, _j, v, h) => +(visible.every((i) => v[i]) && hidden.every((j) => h[j])));
});

/** E(v, h) = −Σ b v − Σ c h − Σ v W h: minus the sum of the parameters whose units are on. */
export const energies = (theta) => table((i, j) => -sum(theta.map((x, k) => x * ON[k][i][j])));

const logSumExp = (x) => {
  const top = Math.max(...x);
  return top + Math.log(sum(x.map((y) => Math.exp(y - top))));
};

/** Energies E, ln Z, p(v,h), p(v), ln p(v), p(h|v) and p(h) of a machine. */
export function solve(theta) {
  const E = energies(theta);
  const free = E.map((row) => -logSumExp(row.map((e) => -e)));
  const lnZ = logSumExp(free.map((f) => -f));
  const lnp = free.map((f) => -f - lnZ);
  const joint = table((i, j) => Math.exp(-E[i][j] - lnZ));
  return {
    E, lnZ, lnp, joint,
    p: lnp.map(Math.exp),
    posterior: table((i, j) => Math.exp(free[i] - E[i][j])),
    hidden: H.map((_, j) => sum(joint.map((row) => row[j]))),
  };
}

/** q(v): the share of the samples that equal each visible state. */
export const share = (counts) => counts.map((c) => c / sum(counts));

/** Σ q(v) ln p(v), the mean log-likelihood ℓ; what q never shows counts nothing. */
export const mean = (q, lnp) => sum(q.map((x, i) => (x ? x * lnp[i] : 0)));
export const likelihood = (theta, counts) => mean(share(counts), solve(theta).lnp);

/** ⟨∂E/∂θ⟩ over the 32 states with the given weights, one number a parameter. */
export const average = (weights) =>
  ON.map((on) => -sum(on.map((row, i) => sum(row.map((x, j) => x * weights[i][j])))));

/** q(v) p(h|v), or with another q, or with another distribution of h. */
export const clamped = (q, hidden) => table((i, j) => q[i] * hidden[i][j]);

// The central difference, its step and its bound as in rbmlib.checks.gradients.methods.
const EPS = 2 ** -52, ROUNDING = 16;
export const STEP = Math.cbrt(EPS);

/** (ℓ(θ + ε) − ℓ(θ − ε)) / 2ε along each parameter: it knows nothing of phases. */
export const difference = (theta, counts) =>
  theta.map((_, k) => {
    const at = (shift) => likelihood(theta.map((x, i) => (i === k ? x + shift : x)), counts);
    return (at(STEP) - at(-STEP)) / (2 * STEP);
  });

/** Ten times the bound on the error of `difference`, rounded up to a power of ten. */
export function tolerance(...values) {
  const unit = ROUNDING * EPS * Math.max(1, ...values.map(Math.abs));
  return 10 ** Math.ceil(Math.log10(10 * (STEP ** 2 / 6 + unit / STEP)));
}
