// The mean log-likelihood after each step.
import { $, say, svg } from "./dom.js";
import { count, plain } from "./words.js";

export function drawCurve({ shown, right, steps, best, value, eta }, animate) {
  const { curve } = shown, last = Math.max(12, curve.length - 1), low = Math.min(...curve, ...(right?.curve ?? []), best - 0.5);
  const x = (n) => 8 + (584 * n) / last, y = (l) => 112 - (104 * (l - low)) / (best - low);
  const line = (all) => "M" + all.map((l, n) => `${x(n)} ${y(l)}`).join("L");
  const dots = (ns) => ns.map((n) => `M${x(n)} ${y(curve[n])}h.01`).join("");
  const all = curve.map((_, n) => n), down = all.filter((n) => n && curve[n] < curve[n - 1]);
  const path = (d, kind, more) => svg("path", { d, class: kind, ...more });
  const parts = [path(`M0 ${y(best)}H600`, "best"), path(line(curve), animate ? "draw" : "", { pathLength: animate ? 1 : undefined }),
    path(dots(all.filter((n) => !down.includes(n))), "dots"), path(dots(down), "dots down"), path(dots([steps]), "here")];
  if (right) parts.splice(1, 0, path(line(right.curve), "other"));
  $("curve").replaceChildren(...parts);
  const course = down.length ? `falls at step ${down[0]}` : curve.length > 1 ? "rises at every step" : "no step taken yet";
  $("curve").setAttribute("aria-label", `Mean log-likelihood over ${count(curve.length - 1, "step")} of length ${eta}: from ${plain(curve[0])} to ${plain(curve.at(-1))}, ${course}`);
  say($("where"), `ℓ = ${plain(value)} nats after ${count(steps, "step")}`);
  say($("best"), `Dotted: ${plain(best)}, which no model exceeds on these data.`);
}
