/* Put a player in the place of its picture when a visitor asks for it, so that nothing is fetched from elsewhere before. */

for (const embed of document.querySelectorAll(".embed[data-player]")) {
  const link = embed.querySelector(".embed-link");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const player = document.createElement("iframe");
    player.src = embed.dataset.player;
    player.title = link.textContent.trim();
    player.allow = "autoplay; fullscreen; picture-in-picture";
    player.referrerPolicy = "strict-origin-when-cross-origin";
    link.replaceWith(player);
    player.focus();
  });
}
