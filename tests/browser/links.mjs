// Every page, read as a browser reads it: what it links to, what it holds, what it weighs.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

export function pagesOf(root) {
  return readdirSync(root, { recursive: true })
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => name.endsWith(".html") && !/^(_|lite\/)/.test(name))
    .sort();
}

export async function look(page) {
  return page.evaluate(() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const prose = document.querySelector("article")?.cloneNode(true);
    prose?.querySelectorAll("pre, code, .katex, .sig").forEach((node) => node.remove());
    return {
      ids: all("[id]").map((node) => node.id),
      links: all("a[href]").map((link) => link.href),
      errors: all(".katex-error").map((node) => node.textContent),
      raw: prose?.textContent.match(/\\(?:frac|sum|tag|begin)\{/g) ?? [],
      silent: all("article img").filter((image) => image.alt.length < 40).map((image) => image.src),
      executed: all(".eq-check").filter((line) => line.textContent.startsWith("✓ executed")).length,
      open: all(".eq-unchecked").length,
      equations: all(".eq[id]").length,
    };
  });
}

// Broken are links to a page or a file that is not there, or to a place that the page has not.
export function broken(seen, base, exists) {
  const found = [];
  let count = 0;
  for (const [name, { links }] of seen) {
    for (const link of links.filter((one) => one.startsWith(base))) {
      count += 1;
      const url = new URL(link);
      let target = decodeURIComponent(url.pathname.slice(1));
      if (target === "" || target.endsWith("/")) target += "index.html";
      const place = decodeURIComponent(url.hash.slice(1));
      const there = seen.get(target);
      const state = place.includes("=");  // what the explorable page keeps in its address
      if (there ? place && !state && !there.ids.includes(place) : !exists(target)) found.push(`${name} -> ${link}`);
    }
  }
  return { count, found };
}

// What a first visit loads besides pictures, packed as web servers pack it.
export function weight(root, requested) {
  let bytes = 0;
  for (const name of requested) {
    const body = readFileSync(path.join(root, name));
    if (/\.(png|jpe?g|webp)$/.test(name)) continue;
    bytes += name.endsWith(".woff2") ? body.length : gzipSync(body).length;
  }
  return bytes;
}
