// What a reader does: search, look ahead at an equation, enlarge a figure, unfold code, tap.
export async function use(page, base, names, complain) {
  const derivation = names.find((name) => name.startsWith("notebooks/03_"));
  await page.setViewportSize({ width: 1280, height: 900 });
  for (const [what, step] of Object.entries({ search, hover, keyboard, terms, enlarge, unfold, tap, buttons, wheel })) {
    try {
      await step(page, base, derivation);
    } catch (error) {
      complain(`use, ${what}`, error.message.split("\n")[0]);
    }
  }
}

function expect(holds, what) {
  if (!holds) throw new Error(`expected ${what}`);
}

async function search(page, base) {
  await page.goto(`${base}search.html?q=posterior`);
  await page.waitForSelector("ul.search li a", { timeout: 10000 });
  const found = await page.$$eval("ul.search li a", (links) => links.map((link) => link.href));
  expect(found.some((link) => link.includes("notebooks/03_")), "the derivation among the results");
}

async function preview(page) {
  await page.waitForSelector(".preview-box .katex", { timeout: 5000 });
  return page.locator(".preview-box").innerText();
}

async function hover(page, base, derivation) {
  await page.goto(base + derivation);
  const link = page.locator("article p > a.preview[href='#eq-3-8']").first();
  await link.hover();
  expect((await preview(page)).includes("3.8"), "the number of the equation in its preview");
  expect((await link.getAttribute("aria-describedby")) === "preview-box", "the link to name it");
  await page.keyboard.press("Escape");
  expect((await page.locator(".preview-box").count()) === 0, "Escape to close it");
}

async function keyboard(page, base, derivation) {
  await page.goto(base + derivation);
  await page.locator("h1").first().click();
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.matches("a.preview:not(.term)"))) break;
  }
  await page.waitForSelector(".preview-box", { timeout: 5000 });
}

async function terms(page, base, derivation) {
  await page.goto(base + derivation);
  await page.locator("article a.term").first().hover();
  await page.waitForSelector(".preview-box dd, .preview-box p", { timeout: 5000 });
}

async function enlarge(page, base, derivation) {
  await page.goto(base + derivation);
  const button = page.locator("figure button.enlarge").first();
  expect((await button.getAttribute("aria-label")).length > 40, "its description on the button");
  await button.focus();
  await page.keyboard.press("Enter");
  expect(await page.locator("dialog.enlarged img").isVisible(), "the figure, enlarged");
  await page.keyboard.press("Escape");
  expect((await page.locator("dialog.enlarged").count()) === 0, "Escape to close it");
}

async function unfold(page, base, derivation) {
  await page.goto(base + derivation);
  const fold = page.locator("details.hide").first();
  expect(!(await fold.locator("pre").first().isVisible()), "code that draws to be folded");
  await fold.locator("summary").click();
  expect(await fold.locator("pre").first().isVisible(), "it to unfold");
}

async function tap(page, base, derivation) {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(base + derivation);
  const link = page.locator("article p > a.preview[href='#eq-3-8']").first();
  await link.scrollIntoViewIfNeeded();
  const session = await page.context().newCDPSession(page);
  const box = await link.boundingBox();
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
  await session.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  for (const [type, points] of [["touchStart", touchPoints], ["touchEnd", []]]) {
    await session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  }
  await preview(page);
  expect((await page.locator(".preview-box a.go").count()) === 1, "a way to go there");
  expect(!page.url().includes("#"), "a first tap to stay");
  await session.send("Emulation.setTouchEmulationEnabled", { enabled: false });
}

async function wheel(page, base) {
  await page.goto(`${base}cite.html`);
  const version = (await page.locator("article").innerText()).match(/version (\d[\w.]*\d)/)[1];
  const answer = await page.request.get(`${base}wheels/rbmlib-${version}-py3-none-any.whl`);
  expect(answer.ok(), "the wheel that an install line asks for");
}

async function buttons(page, base, derivation) {
  await page.goto(base + derivation);
  const href = await page.locator("p.launch a").first().evaluate((link) => link.href);
  const answer = await page.request.get(href);
  expect(answer.ok() && (await answer.json()).nbformat === 4, "the notebook to be there");
}
