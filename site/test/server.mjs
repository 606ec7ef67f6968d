// The built site on a port of its own, as a web server would hand it out.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".ipynb": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

export async function serve(root) {
  const server = createServer(async (request, response) => {
    let name = decodeURIComponent(new URL(request.url, "http://site").pathname);
    if (name.endsWith("/")) name += "index.html";
    try {
      const body = await readFile(path.join(root, path.normalize(name)));
      const type = TYPES[path.extname(name)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { base: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
