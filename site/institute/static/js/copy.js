/* Give each citation a button that copies it, where the browser can. */

for (const panel of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  for (const citation of panel.querySelectorAll(".citation")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = panel.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(citation.textContent.trim());
      button.textContent = panel.dataset.copied;
      setTimeout(() => (button.textContent = panel.dataset.copy), 3000);
    });
    citation.after(button);
  }
}
