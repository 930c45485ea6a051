// Tells how far an import is while its page is open, and shows the results once it has ended.

const INTERVAL = 1500;

const panel = document.querySelector("[data-import-progress]");
const bar = panel.querySelector("progress");
const text = panel.querySelector("[data-import-text]");
const wasQueued = "importQueued" in panel.dataset;
const hint = panel.querySelector("[data-import-hint]");

async function look() {
  try {
    const response = await fetch(panel.dataset.importProgress, { headers: { Accept: "application/json" } });
    if (response.ok) {
      show(await response.json());
    }
  } catch {
    // The server may be restarting: the next look will tell.
  }
  setTimeout(look, INTERVAL);
}

function show(progress) {
  if (!progress.waiting || progress.queued !== wasQueued) {
    // What can be done with it has changed.
    location.reload();
    return;
  }
  if (progress.max) {
    bar.max = progress.max;
    bar.value = progress.value;
  } else {
    bar.removeAttribute("value");
  }
  if (text.textContent !== progress.text) {
    text.textContent = progress.text;
  }
  hint.textContent = progress.hint;
  hint.hidden = !progress.hint;
}

setTimeout(look, INTERVAL);
