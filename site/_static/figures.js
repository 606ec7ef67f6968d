// A figure is enlarged by a tap, or by Enter on it; wide blocks can be scrolled with the keyboard.
function enlarge(image) {
  const dialog = document.createElement("dialog");
  dialog.className = "enlarged";
  dialog.setAttribute("aria-label", "Figure, enlarged");
  const close = Object.assign(document.createElement("button"), { textContent: "Close" });
  close.addEventListener("click", () => dialog.close());
  dialog.append(close, image.cloneNode());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

for (const image of document.querySelectorAll("article figure img")) {
  const button = document.createElement("button");
  button.className = "enlarge";
  button.type = "button";
  button.setAttribute("aria-label", `Enlarge: ${image.alt}`);
  image.replaceWith(button);
  button.append(image);
  button.addEventListener("click", () => enlarge(image));
}

function reachable() {
  for (const node of document.querySelectorAll("pre, .katex-display, .table-wrapper, .cell_output td")) {
    if (node.scrollWidth > node.clientWidth + 1) node.tabIndex = 0;
    else node.removeAttribute("tabindex");
  }
}
reachable();
addEventListener("resize", reachable);
