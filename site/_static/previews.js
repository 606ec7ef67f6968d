// A link to an equation, a figure, a reference or a term shows its target: on hover, on focus, on
// a first tap (a second one follows it).  Without this script the links are links.
const pages = new Map();
let box = null;
let owner = null;
let timer = 0;

async function documentAt(path) {
  if (!pages.has(path)) {
    const parsed = fetch(path)
      .then((answer) => answer.text())
      .then((text) => new DOMParser().parseFromString(text, "text/html"));
    pages.set(path, parsed);
  }
  return pages.get(path);
}

async function target(link) {
  const url = new URL(link.href);
  if (url.origin !== location.origin) return null;
  const here = url.pathname === location.pathname;
  const page = here ? document : await documentAt(url.pathname);
  const found = page.getElementById(decodeURIComponent(url.hash.slice(1)));
  if (!found) return null;
  const copy = document.createElement("div");
  const whole = found.tagName === "DT" ? [found, found.nextElementSibling] : [found];
  copy.append(...whole.map((node) => document.importNode(node, true)));
  if (copy.firstElementChild.tagName === "LI") copy.replaceChildren(...copy.firstElementChild.childNodes);
  for (const image of copy.querySelectorAll("img")) {
    image.src = new URL(image.getAttribute("src"), url);
  }
  for (const node of copy.querySelectorAll("[id]")) node.removeAttribute("id");
  for (const line of copy.querySelectorAll(".eq-check, .headerlink")) line.remove();
  return copy;
}

function hide() {
  clearTimeout(timer);
  box?.remove();
  owner?.removeAttribute("aria-describedby");
  box = owner = null;
}

function hideSoon() {
  clearTimeout(timer);
  timer = setTimeout(hide, 250);
}

function place(link) {
  const at = link.getBoundingClientRect();
  const room = document.documentElement.clientWidth - box.offsetWidth - 8;
  const above = at.top > box.offsetHeight + 16;
  box.style.left = `${Math.max(8, Math.min(at.left, room)) + scrollX}px`;
  box.style.top = `${(above ? at.top - box.offsetHeight - 6 : at.bottom + 6) + scrollY}px`;
}

async function show(link, { tapped = false } = {}) {
  const content = await target(link);
  if (!content || (!tapped && !link.matches(":hover, :focus-visible"))) return;
  hide();
  owner = link;
  box = document.createElement("div");
  box.className = "preview-box";
  box.id = "preview-box";
  box.setAttribute("role", "tooltip");
  box.append(content);
  if (tapped) {
    const go = Object.assign(document.createElement("a"), { className: "go", href: link.href });
    go.textContent = `Go to ${link.textContent}`;
    box.append(go);
  }
  box.addEventListener("mouseenter", () => clearTimeout(timer));
  box.addEventListener("mouseleave", hideSoon);
  document.body.append(box);
  link.setAttribute("aria-describedby", "preview-box");
  place(link);
}

function attend(link) {
  let touched = false;
  link.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"));
  link.addEventListener("click", (event) => {
    if (!touched || owner === link) return;
    event.preventDefault();
    show(link, { tapped: true });
  });
  link.addEventListener("mouseenter", () => {
    clearTimeout(timer);
    if (!touched) timer = setTimeout(() => show(link), 150);
  });
  link.addEventListener("focus", () => !touched && show(link));
  link.addEventListener("mouseleave", hideSoon);
  link.addEventListener("blur", hideSoon);
}

document.querySelectorAll("a.preview").forEach(attend);
addEventListener("keydown", (event) => event.key === "Escape" && hide());
addEventListener("pointerdown", (event) => {
  if (box && !box.contains(event.target) && event.target !== owner) hide();
});
