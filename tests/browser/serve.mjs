// What the browser tests share: a static server on a free port, and Debian's Chromium.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, resolve } from "node:path";
import process from "node:process";

// The packages are installed into build/node, which nobody commits.
const require = createRequire(join(import.meta.dirname, "../../build/node/package.json"));
const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
  ".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml", ".woff2": "font/woff2",
};

/** Serve a folder; gives the address and a function that stops. */
export async function serve(folder) {
  const root = resolve(folder);
  const server = createServer(async (request, response) => {
    try {
      let path = join(root, normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)));
      if ((await stat(path)).isDirectory()) path = join(path, "index.html");
      const body = await readFile(path);
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end("not found");
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

/** The browser named by CHROMIUM, or Debian's; never a downloaded one. */
export async function browser() {
  const { chromium } = require("playwright-core");
  const quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-lcd-text"];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: quiet });
}

/** Source of axe-core, to be evaluated in a page. */
export const axeSource = () => readFile(require.resolve("axe-core/axe.min.js"), "utf8");

/** Violations that axe finds in a page, as lines of text. */
export async function axe(page) {
  await page.evaluate(await axeSource());
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 120)} ${node.failureSummary}`));
}
