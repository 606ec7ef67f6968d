// The picture of the explorable page, for the README and the start page:
// node tools/explorable/picture.mjs writes site/explorable/picture.png.
import { join } from "node:path";
import { browser, serve } from "../../tests/browser/serve.mjs";

const site = join(import.meta.dirname, "../../site");
const { url, stop } = await serve(site);
const chromium = await browser();
const page = await chromium.newPage({ viewport: { width: 820, height: 600 }, reducedMotion: "reduce" });
// Stage 4, a mistake with which ℓ climbs: the formula, the curve, and what the check flags.
await page.goto(`${url}/explorable/#s=4&m=prior&a=prior:climbs:climbs`);
await page.evaluate(() => {
  const shut = [".halves", "#sliders", "#sliders ~ *", "section:has(#patterns)", "section:has(#table)", "#numbers", "#ledger", "#stages", ".note", "#training .row label", "#step", "#where"];
  for (const node of document.querySelectorAll(shut.join())) node.hidden = true;
  const [left] = document.querySelectorAll(".column");
  const training = document.getElementById("training");
  left.append(training);
  training.append(document.querySelector("#why p:nth-child(2)"));
  document.getElementById("curve").style.height = "5.5rem";
  for (const plot of document.querySelectorAll("#phases .plot")) plot.style.height = "15rem";
});
const box = await page.locator("#app").boundingBox();
await page.screenshot({ path: join(site, "explorable/picture.png"), fullPage: true, clip: { x: 0, y: box.y - 10, width: 820, height: box.height + 20 } });
await chromium.close();
stop();
