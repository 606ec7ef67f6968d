// The explorable page in Chromium: node tests/browser/explorable.mjs <folder of built pages>.
// The folder holds explorable/; the values are those that tools.explorable.values wrote.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { axe, browser, serve } from "./serve.mjs";

const folder = process.argv[2];
assert.ok(folder, "folder: expected the folder of the built pages, got none");
const values = JSON.parse(readFileSync(join(import.meta.dirname, "../../build/explorable/values.json")));
const { url, stop } = await serve(folder);
const chromium = await browser();
const complaints = [];

/** A new page in a context of its own; what it complains of or asks elsewhere is noted. */
async function open(hash = "", options = {}) {
  const context = await chromium.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("request", (request) => request.url().startsWith(`${url}/`) || request.url() === "data:," || complaints.push(`request: ${request.url()}`));
  page.on("response", (response) => response.ok() || complaints.push(`${response.status()} ${response.url()}`));
  await page.goto(`${url}/explorable/${hash}`);
  return page;
}
const text = (page, selector) => page.locator(selector).innerText();
const ask = (page) => page.evaluate(() => document.getElementById("app").dataset.ask);
const choose = (page, words) => page.locator("#choices button", { hasText: words }).click();
const numbers = (page) => page.$$eval("#numbers tbody tr", (rows) => rows.map((row) => [...row.querySelectorAll("td")].map((td) => parseFloat(td.textContent.replace("−", "-")))));
const counts = (flags) => flags.filter(Boolean).length;
/** Close enough to be the same four decimals. */
const printed = (got, wanted, what) => assert.ok(Math.abs(got - wanted) <= 0.5001e-4, `${what}: ${got}, expected ${wanted}`);

const checks = {
  async "the browser's arithmetic is rbmlib's on twelve machines, to 1e-12"() {
    const page = await open();
    const worst = await page.evaluate(async ({ cases, eta }) => {
      const { solve } = await import("./machine.js"), { check, run, TRIAL } = await import("./mistakes.js");
      let worst = 0, wrong = 0;
      const compare = (got, wanted) => [got].flat(9).forEach((x, n) => {
        const truth = [wanted].flat(9)[n], off = Math.abs(x - truth) / Math.max(1, Math.abs(truth));
        worst = off <= worst ? worst : off;
      });
      for (const c of cases) {
        const found = solve(c.theta);
        for (const name of ["E", "lnZ", "joint", "p", "lnp", "posterior"]) compare(found[name], c[name]);
        compare(check(c.theta, c.counts).total, c.gradient);
        compare(check(c.theta, c.counts).value, c.likelihood);
        for (const [mistake, m] of Object.entries(c.mistakes)) {
          const got = check(c.theta, c.counts, mistake);
          compare([got.positive, got.negative], [m.positive, m.negative]);
          compare(run(c.theta, c.counts, mistake, eta, TRIAL).curve, m.curve);
          wrong += got.wrong.filter((x, k) => x !== m.wrong[k]).length;
        }
      }
      return { worst, wrong };
    }, values);
    assert.equal(worst.wrong, 0);
    assert.ok(worst.worst <= 1e-12, `largest difference ${worst.worst}`);
    return `largest difference ${worst.worst.toExponential(1)}`;
  },

  async "what stands in the tables is what rbmlib computes"() {
    const page = await open();
    for (const c of values.cases) {
      const theta = c.theta.map((x) => +x.toFixed(12));
      await page.evaluate((to) => { location.hash = to; }, `#s=3&t=${theta}&d=${c.counts.join("")}&a=3:0.0010:0.0010`);
      await page.waitForFunction((value) => document.querySelector(".knob").dataset.value === value, String(theta[0]));
      (await numbers(page)).forEach((row, k) => {
        const { positive, negative } = c.mistakes.right;
        [positive[k], negative[k], c.gradient[k], c.gradient[k]].forEach((x, n) => printed(row[n], x, `row ${k}, column ${n}`));
      });
      assert.match(await text(page, "#verdict"), /All eleven agree/);
      const cells = await page.$$eval("#table tbody td", (all) => all.map((td) => [...td.querySelectorAll("div:first-child, span")].map((x) => +x.textContent.replace("−", "-"))));
      assert.equal(cells.length, 32);
      cells.forEach(([e, , p], n) => {
        assert.ok(Math.abs(e - c.E.flat()[n]) < 0.0051 && Math.abs(p - c.joint.flat()[n]) < 0.00051, `state ${n}`);
      });
    }
  },

  async "four stages: each covers what it asks, then shows and explains it"() {
    const page = await open();
    const seen = (selector) => page.locator(selector).first().isVisible();
    assert.ok(!(await seen("#patterns .model")) && !(await seen("#table .line .model")) && !(await seen("#training")));
    await choose(page, "111");
    assert.ok((await seen("#patterns .model")) && (await seen("#table .model")));
    assert.equal(await page.locator(".data:visible").count(), 0, "no data before stage 2");
    assert.match(await text(page, "#why"), /You predicted “111”; the answer was “011”[^]*0\.2605/);
    await page.click("#next");
    assert.ok(!(await seen("#phases")) && !(await seen("#numbers")) && !(await seen("#table .line .data")));
    assert.ok(await seen("#patterns .data >> nth=3"));
    await choose(page, "the data");
    assert.ok((await seen("#phases")) && !(await seen("#phases .ring")));
    assert.match(await text(page, "#why"), /As you predicted[^]*0\.3378[^]*0\.2401[^]*only 8 count[^]*\+0\.0977/);
    await page.click("#next");
    assert.ok(!(await seen("#training")) && !(await seen("#verdict")) && !(await seen("#numbers td:nth-child(4)")) && !(await seen("#numbers td:nth-child(5)")));
    await choose(page, "+0.0010");
    assert.ok((await seen("#training")) && (await seen("#phases .ring")));
    assert.match(await text(page, "#why"), /\+0\.0977[^]*All eleven agree/);
    const before = await text(page, "#where");
    await page.click("#step");
    assert.notEqual(await text(page, "#where"), before);
    assert.match(await text(page, "#live"), /1 step: .* it rose/);
    assert.match(await text(page, "#why"), /Since then something was changed/);
    await page.click("#next");
    assert.ok(!(await seen("#training")) && !(await seen("#ledger")) && (await seen("#mistakes")));
    assert.equal(await text(page, "#title"), "4 · It trains. Is it right?");
    await page.click("#again", { force: true, timeout: 500 }).then(() => assert.fail("nothing to ask again"), () => {});
  },

  async "mistakes: what training shows and what the check flags, as rbmlib has it"() {
    const page = await open("#s=4"), [reference] = values.cases, summary = [];
    for (const [mistake, wanted] of Object.entries(reference.mistakes).filter(([m]) => m !== "right")) {
      await page.check(`#mistakes [value="${mistake}"]`);
      assert.equal(await ask(page), "4", "a mistake is asked about before it is shown");
      const drop = wanted.curve.findIndex((x, n) => n && x < wanted.curve[n - 1]);
      await choose(page, drop > 0 ? "it climbs" : "it falls");
      const why = await text(page, "#why"), flagged = counts(wanted.wrong);
      assert.match(why, /^You predicted/);
      assert.match(why, new RegExp(`flags ${flagged} of 11 components`));
      assert.match(why, drop > 0 ? new RegExp(`falls at step ${drop}`) : /climbs at every step/);
      assert.match(await text(page, "#verdict"), new RegExp(`flags ${flagged} of 11`));
      assert.equal(await page.locator("#numbers .bad").count(), flagged);
      const last = await text(page, "#ledger tbody tr:last-child");
      summary.push(`${mistake} ${drop > 0 ? `falls at ${drop}` : "climbs"}, ${flagged} flagged`);
      assert.match(last, new RegExp(`${drop > 0 ? "seen: ℓ falls" : "not seen: ℓ climbs"}[^]*${flagged} of 11 flagged`));
    }
    assert.match(await text(page, "#moral"), /Training showed 4 of these 6 mistakes/);
    assert.ok(!(await page.locator("#next").isVisible()));
    await page.click("#ledger a");
    assert.match(await text(page, "#mistakes label:has(:checked)"), /repeated samples/);
    await choose(page, "it climbs");
    assert.match(await text(page, "#why"), /flags 8 of 11[^]*A test of b₁, b₂ and b₃ alone would have passed/);
    return summary.join("; ");
  },

  async "the keyboard alone goes through everything"() {
    const page = await open();
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.value || document.activeElement.textContent);
    const tabTo = async (wanted) => {
      for (let n = 0; n < 90; n++) {
        if ((await focused()) === wanted) return;
        await page.keyboard.press("Tab");
        const ring = await page.evaluate(() => document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle !== "none");
        assert.ok(ring, `the focus is not seen on ${await focused()}`);
      }
      assert.fail(`${wanted} is not reached by Tab`);
    };
    const press = async (wanted, key = "Enter") => { await tabTo(wanted); await page.keyboard.press(key); };
    await press("011", "Space");
    assert.equal(await focused(), "011", "the focus stays on the choice");
    await press("next");
    assert.equal(await focused(), "title");
    await press("data");
    await tabTo("t0");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getAttribute("#t0", "aria-valuetext").then((t) => t.slice(0, 4)), "0.65");
    await tabTo("t10");
    await page.keyboard.press("Home");
    assert.match(await page.getAttribute("#t10", "aria-valuetext"), /^−3\.00, gradient \+/);
    await page.keyboard.press("Control+z");
    assert.match(await page.getAttribute("#t10", "aria-valuetext"), /^0\.50/);
    await tabTo("+");
    await page.keyboard.press("Enter");
    assert.match(await text(page, "#live"), /000: 1 sample of 5/);
    await page.evaluate(() => document.body.focus());
    await page.locator("#title").focus();
    await press("next");
    await tabTo((await page.locator("#choices button").first().getAttribute("value")));
    await page.keyboard.press("Enter");
    await press("next");
    await tabTo("negative");
    await page.keyboard.press("ArrowUp");
    assert.match(await text(page, "#mistakes label:has(:checked)"), /repeated/);
    await press("climbs");
    assert.match(await text(page, "#ledger"), /repeated samples dropped/);
    await press("step", "Space");
    assert.match(await text(page, "#live"), /1 step/);
  },

  async "a change is announced once: a slider by itself, all else by one message"() {
    const page = await open("#s=3&a=3:0.0010:0.0010");
    await page.evaluate(() => {
      window.said = [];
      new MutationObserver((all) => all.forEach(() => window.said.push(document.getElementById("live").textContent)))
        .observe(document.getElementById("live"), { childList: true, characterData: true, subtree: true });
    });
    const during = async (act) => {
      await page.evaluate(() => { window.said = []; });
      await act();
      await page.waitForTimeout(50);
      return page.evaluate(() => window.said);
    };
    await page.focus("#t3");
    assert.deepEqual(await during(() => page.keyboard.press("ArrowRight")), []);
    assert.equal((await during(() => page.click("#step"))).length, 1);
    assert.equal((await during(() => page.click("#undo"))).length, 1);
    assert.equal((await during(() => page.locator("#patterns button").first().click())).length, 1);
    assert.equal(await page.locator("[aria-live], [role=status], output").count(), 1);
    await page.click("#stages li:nth-child(4) button");
    assert.equal((await during(() => choose(page, "it falls"))).length, 1);
  },

  async "undo, redo, and the state in the address"() {
    const page = await open(), at = () => page.evaluate(() => location.hash);
    await choose(page, "011");
    await page.click("#next");
    await page.focus("#t4");
    await page.keyboard.press("ArrowLeft");
    const hash = await at(), rows = await page.textContent("#sliders");
    assert.match(hash, /s=2.*t=0\.6,-0\.7,0\.8,0\.9,-1\.05/);
    await page.locator("#patterns button").nth(6).click();
    assert.match(await at(), /d=00020210/);
    await page.click("#undo");
    assert.equal(await at(), hash);
    await page.click("#redo");
    assert.match(await at(), /d=00020210/);
    await page.click("#undo");
    const again = await open(hash);
    assert.equal(await again.textContent("#sliders"), rows);
    assert.equal(await again.textContent("#why"), await page.textContent("#why"));
    await page.click("#over");
    assert.match(await at(), /^#?$/);
    await page.click("#undo");
    assert.equal(await at(), hash);
    await page.evaluate(() => { location.hash = "#s=4&m=prior"; });
    await page.waitForFunction(() => document.getElementById("app").dataset.stage === "4");
    await page.click("#undo");
    assert.equal(await at(), hash);
  },

  async "steps go on from where the reader changes something"() {
    const page = await open("#s=3&a=3:0.0010:0.0010&n=3");
    const before = await page.textContent("#t6 >> xpath=..");
    await page.focus("#t0");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.textContent("#t6 >> xpath=.."), before, "the other parameters stay");
    assert.match(await text(page, "#where"), /after 0 steps/);
  },

  async "numbers in the picture are dragged by mouse and by touch"() {
    const page = await open();
    const box = await page.locator(".knob").nth(3).boundingBox(), [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 40, y, { steps: 4 });
    await page.mouse.up();
    assert.match(await page.textContent("#t3 >> xpath=.."), /0\.40/);
    await page.click("#undo");
    assert.match(await page.textContent("#t3 >> xpath=.."), /0\.90/, "a drag is undone in one go");
    const phone = await open("", { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await phone.locator(".knob").nth(3).scrollIntoViewIfNeeded();
    const at = await phone.locator(".knob").nth(3).boundingBox(), finger = await phone.context().newCDPSession(phone);
    const touch = (type, by) => finger.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x: at.x + at.width / 2 + by, y: at.y + at.height / 2 }] });
    await touch("touchStart", 0);
    for (const by of [20, 30, 40, 40]) {
      await touch("touchMove", by);
      await phone.waitForTimeout(40); // moves within one frame count once
    }
    await touch("touchEnd");
    assert.match(await phone.textContent("#t3 >> xpath=.."), /1\.40/);
  },

  async "a term of the formula lights up with its bars, by pointer, key and press"() {
    const page = await open("#s=2&a=2:data:data"), faint = (kind) => page.$eval(`#phases .bar.${kind}`, (bar) => +getComputedStyle(bar).opacity < 0.5);
    await page.hover(".term.data");
    assert.ok((await faint("model")) && !(await faint("data")));
    await page.hover("#phases .bar.model >> nth=3");
    assert.equal(await page.evaluate(() => document.getElementById("app").dataset.lit), "model");
    assert.ok(await faint("data"));
    await page.hover("h1");
    assert.ok(!(await faint("data")) && !(await faint("model")));
    await page.click(".term.model");
    await page.hover("h1");
    await page.locator("#next").focus();
    assert.ok(await faint("data"), "pressed, it stays");
    assert.equal(await page.getAttribute(".term.model", "aria-pressed"), "true");
  },

  async "360 px: nothing scrolls sideways, and what is pressed is large enough"() {
    for (const hash of STATES) {
      const page = await open(hash, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, hash);
      const small = await page.$$eval("button, select, input[type=range]", (all) => all.filter((node) => node.checkVisibility({ visibilityProperty: true }))
        .map((node) => [node.id || node.textContent, node.getBoundingClientRect()]).filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name));
      assert.deepEqual(small, [], hash);
      await page.context().close();
    }
  },

  async "axe finds nothing in any stage, light or dark, wide or narrow"() {
    let n = 0;
    for (const [colorScheme, width, hashes] of [["light", 1280, STATES], ["dark", 1280, STATES], ["light", 360, STATES.slice(-1)]]) {
      const page = await open("", { colorScheme, viewport: { width, height: 800 } });
      for (const hash of hashes) {
        await page.evaluate((to) => { location.hash = to; }, hash);
        await page.waitForFunction((stage) => document.getElementById("app").dataset.stage === stage, /s=(\d)/.exec(hash)?.[1] ?? "1");
        assert.deepEqual(await axe(page), [], `${colorScheme} ${width} ${hash}`);
        n++;
      }
      await page.context().close();
    }
    return `${n} states without a violation`;
  },

  async "dark and light: by preference, by button, remembered"() {
    const page = await open("", { colorScheme: "dark" }), back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await back();
    await page.click("#theme");
    const light = await back();
    assert.notEqual(light, dark);
    await page.reload();
    assert.equal(await back(), light);
  },

  async "motion: bars glide, but not for those who ask for less"() {
    const duration = async (reducedMotion) => (await open("#s=2&a=2:data:data", { reducedMotion })).$eval("#phases .bar", (bar) => getComputedStyle(bar).transitionDuration);
    assert.match(await duration("no-preference"), /0\.2s/);
    assert.match(await duration("reduce"), /^0s/);
  },

  async "without JavaScript there is a picture with its numbers, and it fits a phone"() {
    const page = await open("", { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    const rows = page.locator(".still tbody tr");
    assert.equal(await rows.count(), 11);
    assert.match(await rows.first().innerText(), /W₁₁[^]*\+0\.3378[^]*−0\.2401[^]*\+0\.0977/);
    assert.ok(!(await page.locator("#app").isVisible()) && !(await page.locator("#tools").isVisible()));
    const box = await page.locator(".still table").boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 360, `the table is ${box.width} wide`);
    assert.ok(!(await (await open()).locator(".still").count()), "with JavaScript it is gone");
  },

  async "a redraw fits a frame"() {
    const page = await open("#s=4&a=negative:falls:falls");
    const ms = await page.evaluate(() => {
      const slider = document.getElementById("t0"), start = performance.now();
      for (let n = 0; n < 60; n++) {
        slider.value = n / 60;
        slider.dispatchEvent(new Event("input"));
        document.body.getBoundingClientRect();
      }
      return (performance.now() - start) / 60;
    });
    assert.ok(ms < 50, `${ms} ms`); // some 10 where nothing else runs
    return `${ms.toFixed(1)} ms`;
  },

  async "what is loaded is small"() {
    const here = join(folder, "explorable"), files = readdirSync(here).filter((name) => /\.(html|css|js)$/.test(name));
    const sizes = files.map((name) => readFileSync(join(here, name))).map((body) => [body.length, gzipSync(body).length]);
    const [raw, zipped] = [0, 1].map((n) => sizes.reduce((total, size) => total + size[n], 0));
    assert.ok(zipped < 40_000, `${zipped} bytes`);
    return `${files.length} files, ${raw} bytes, ${zipped} gzipped`;
  },
};
const STATES = ["", "#a=1:011:011", "#s=2", "#s=2&a=2:data:data", "#s=3", "#s=3&a=3:0.0010:0.0010&n=2", "#s=4", "#s=4&m=prior&a=negative:falls:falls;prior:falls:climbs"];

let failed = 0;
for (const [name, run] of Object.entries(checks)) {
  const start = Date.now();
  try {
    const found = await run();
    assert.deepEqual(complaints.splice(0), [], "complaints of the browser");
    console.log(`✓ ${name}${found ? ` (${found})` : ""} ${Date.now() - start} ms`);
  } catch (error) {
    failed++;
    complaints.length = 0;
    console.log(`✗ ${name}\n  ${error.stack}`);
  }
}
await chromium.close();
stop();
console.log(failed ? `${failed} of ${Object.keys(checks).length} failed` : `all ${Object.keys(checks).length} passed`);
process.exitCode = failed ? 1 : 0;
