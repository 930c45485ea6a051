/* Give each citation a button that copies it, where the browser can: with its italics for programs that take them. */

function copied(citation) {
  const types = { "text/plain": citation.textContent.trim() };
  if (citation.matches("p")) types["text/html"] = citation.innerHTML;
  return new ClipboardItem(
    Object.fromEntries(Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })])),
  );
}

for (const panel of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  for (const citation of panel.querySelectorAll(".citation")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = panel.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      // Older browsers copy text alone.
      if (navigator.clipboard.write) await navigator.clipboard.write([copied(citation)]);
      else await navigator.clipboard.writeText(citation.textContent.trim());
      button.textContent = panel.dataset.copied;
      setTimeout(() => (button.textContent = panel.dataset.copy), 3000);
    });
    citation.after(button);
  }
}
