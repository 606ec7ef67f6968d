// Numbers and states as the reader sees them.
import { NAMES, V, unitsOf } from "./machine.js";

/** With a true minus, never a minus zero. */
export const plain = (x, digits = 4) => {
  const text = Math.abs(x).toFixed(digits);
  return (x < 0 && +text ? "−" : "") + text;
};
/** With its sign always. */
export const signed = (x, digits = 4) => (plain(x, digits).startsWith("−") ? "" : "+") + plain(x, digits);
/** A small positive number as the nearest power of ten. */
export const power = (x) => "10⁻" + [...String(-Math.round(Math.log10(x)))].map((d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]).join("");
export const bits = (state) => state.join("");
export const STATES = V.map(bits);

const ORDER = "₀₁₂₃";
/** "v₁ and h₂", the units that parameter k multiplies. */
export const unitNames = (k) => {
  const [v, h] = unitsOf(k);
  return [...v.map((i) => "v" + ORDER[i + 1]), ...h.map((j) => "h" + ORDER[j + 1])].join(" and ");
};
/** "W₁₁", "b₁ and b₂", "b₁, b₂ and b₃". */
export const listed = (ks) => {
  const names = ks.map((k) => NAMES[k]);
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
};
export const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
