// Chromium, and what it notices: requests elsewhere, errors, answers that are not there.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function open(base, options = {}) {
  const profile = mkdtempSync(path.join(tmpdir(), "site-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: QUIET,
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  const page = context.pages()[0];
  const noticed = [];
  page.on("request", (r) => {
    if (!/^(data|blob|about):/.test(r.url()) && !r.url().startsWith(base)) noticed.push(`asks ${r.url()}`);
  });
  page.on("response", (r) => r.status() >= 400 && noticed.push(`${r.status()} for ${r.url()}`));
  page.on("console", (m) => m.type() === "error" && noticed.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => noticed.push(`error: ${e.message}`));
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { page, noticed, close };
}

export async function wear(page, theme) {
  await page.evaluate((t) => localStorage.setItem("theme", t), theme);
  await page.evaluate((t) => (document.body.dataset.theme = t), theme);
}
