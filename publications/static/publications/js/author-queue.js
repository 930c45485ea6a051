// Deciding by keys: j/k or arrows move, c confirms, r rejects, x ticks, o opens, u undoes.
// The page works without this; with it, a decision replaces the list in place and keeps the reader's position.

const SELECTOR = "[data-author-queue]";
let position = -1;

const queue = () => document.querySelector(SELECTOR);
const rows = () => [...queue().querySelectorAll("[data-suggestion]")];

function moveTo(index) {
  const all = rows();
  if (!all.length) return;
  position = Math.max(0, Math.min(index, all.length - 1));
  all[position].focus({ preventScroll: true });
  all[position].scrollIntoView({ block: "nearest" });
}

function currentRow() {
  const focused = document.activeElement?.closest("[data-suggestion]");
  if (focused) position = rows().indexOf(focused);
  return rows()[position];
}

async function send(form, button) {
  const data = new FormData(form, button);
  const kept = currentRow() ? position : -1;
  queue().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data });
    const text = answer.ok ? await answer.text() : "";
    const page = new DOMParser().parseFromString(text, "text/html");
    const next = page.querySelector(SELECTOR);
    if (!next) return window.location.reload();
    queue().replaceWith(next);
    const messages = page.querySelector(".messages");
    if (messages) document.querySelector(".messages")?.replaceWith(messages);
    if (kept >= 0) moveTo(kept);
  } catch {
    window.location.reload();
  }
}

const actions = {
  j: () => moveTo(currentRow() ? position + 1 : 0),
  k: () => moveTo(currentRow() ? position - 1 : 0),
  c: () => currentRow()?.querySelector("[data-confirm]")?.click(),
  r: () => currentRow()?.querySelector("[data-reject]")?.click(),
  x: () => currentRow()?.querySelector("input[type=checkbox]")?.click(),
  o: () => currentRow()?.querySelector("[data-open]")?.click(),
  u: () => queue().querySelector("[data-undo]")?.click(),
};
actions.ArrowDown = actions.j;
actions.ArrowUp = actions.k;

document.addEventListener("keydown", (event) => {
  if (!queue() || event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
  const field = event.target.closest("input, select, textarea, [contenteditable], [role=dialog]");
  if (field && field.type !== "checkbox") return;
  if (queue().getAttribute("aria-busy")) return;
  event.preventDefault();
  actions[event.key]();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-suggestions], [data-last-decision]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  if (!queue().getAttribute("aria-busy")) send(form, event.submitter);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-tick-all]");
  if (!link) return;
  event.preventDefault();
  const boxes = [...queue().querySelectorAll("input[name=match]")];
  const ticked = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = ticked;
});
