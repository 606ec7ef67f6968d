// The built site in a real browser: node site.mjs SITE.  Exit status 1 if anything is wrong.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { broken, look, pagesOf, weight } from "./links.mjs";
import { axe, browser, serve } from "./serve.mjs";
import { use } from "./use.mjs";

const BUDGET = 250 * 1024;
const HEARD = [
  [/^index\.html$/, "light"],
  [/^notebooks\/00_/, "light"],
  [/^notebooks\/03_/, "light"],
  [/^notebooks\/03_/, "dark"],
  [/^notebooks\/07_/, "light"],
  [/^api\/rbmlib\.checks\.gradients\.html$/, "light"],
  [/^map\.html$/, "dark"],
  [/^explorable\/index\.html$/, "light"],
  [/^explorable\/index\.html$/, "dark"],
];

const root = resolve(process.argv[2]);
const wrong = [];
const complain = (where, what) => wrong.push(`${where}: ${what}`);

// What a browser notices by itself: requests elsewhere, errors, answers that are not there.
function listen(page, base, noticed) {
  page.on("request", (r) => {
    if (!/^(data|blob|about):/.test(r.url()) && !r.url().startsWith(base)) noticed.push(`asks ${r.url()}`);
  });
  page.on("response", (r) => r.status() >= 400 && noticed.push(`${r.status()} for ${r.url()}`));
  page.on("console", (m) => m.type() === "error" && noticed.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => noticed.push(`error: ${e.message}`));
}

async function wear(page, theme) {
  await page.evaluate((t) => localStorage.setItem("theme", t), theme);
  await page.evaluate((t) => (document.body.dataset.theme = t), theme);
}

async function readAll(page, base, names, noticed) {
  const seen = new Map();
  const weights = new Map();
  await page.setViewportSize({ width: 360, height: 740 });
  for (const name of names) {
    const requested = new Set();
    const note = (r) => r.url().startsWith(base) && requested.add(new URL(r.url()).pathname.slice(1));
    page.on("request", note);
    await page.goto(base + name, { waitUntil: "load" });
    await page.evaluate(() => document.fonts.ready.then(() => true));
    page.off("request", note);
    seen.set(name, await look(page));
    weights.set(name, weight(root, [...requested].map(decodeURIComponent)));
    const beyond = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    if (beyond > 0) complain(name, `scrolls ${beyond} pixels sideways at 360`);
    for (const what of noticed.splice(0)) complain(name, what);
  }
  return { seen, weights };
}

function judge(seen, weights, base) {
  const total = { executed: 0, open: 0, equations: 0 };
  for (const [name, found] of seen) {
    for (const kind of ["errors", "raw", "silent"]) {
      for (const what of found[kind]) complain(name, `${kind}: ${what}`);
    }
    for (const kind of Object.keys(total)) total[kind] += found[kind];
    if (weights.get(name) > BUDGET) complain(name, `weighs ${weights.get(name) >> 10} KB`);
  }
  const links = broken(seen, base, (name) => existsSync(join(root, name)));
  for (const link of links.found) complain("broken link", link);
  const [heaviest, bytes] = [...weights].sort((a, b) => b[1] - a[1])[0];
  console.log(`${seen.size} pages, ${links.count} internal links, ${links.found.length} broken`);
  console.log(`${total.equations} numbered equations; lines below formulas: ${total.executed} ✓ executed, ${total.open} not executed`);
  console.log(`heaviest: ${heaviest}, ${bytes >> 10} KB gzipped without pictures`);
  if (total.equations === 0 || total.executed < total.equations) complain("equations", "expected a check for each");
}

async function hear(page, base, names, weights) {
  for (const [pattern, theme] of HEARD) {
    const name = names.find((one) => pattern.test(one));
    if (!name) {
      if (!String(pattern).includes("explorable")) complain("axe", `no page for ${pattern}`);
      continue;
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.goto(base + name);
    await wear(page, theme);
    const found = await axe(page);
    console.log(`axe: ${name} ${theme}: ${found.length} violations; ${weights.get(name) >> 10} KB`);
    for (const violation of found) complain(`axe ${name} ${theme}`, violation);
  }
}

const { url, stop } = await serve(root);
const base = `${url}/`;
const chromium = await browser();
const page = await chromium.newPage({ reducedMotion: "reduce" });
const noticed = [];
listen(page, base, noticed);
const names = pagesOf(root);
const { seen, weights } = await readAll(page, base, names, noticed);
judge(seen, weights, base);
await hear(page, base, names, weights);
await use(page, base, names, complain);
for (const what of noticed) complain("while used", what);
await chromium.close();
stop();
for (const what of wrong) console.log(`WRONG ${what}`);
console.log(wrong.length ? `${wrong.length} things are wrong` : "all is well");
process.exit(wrong.length ? 1 : 0);
