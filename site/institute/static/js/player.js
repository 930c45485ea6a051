/* Put the player of a film above the link that leads to it, once a visitor asks for it; until then nothing is loaded.

   The link keeps its address, so that it opens in a new tab as any other, and leads to the film's own page after. */

for (const link of document.querySelectorAll("a[data-player]")) {
  const play = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const address = new URL(link.dataset.player);
    address.searchParams.set("autoplay", "1");
    const player = document.createElement("iframe");
    player.className = "embed-player";
    player.title = link.dataset.title;
    player.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    player.referrerPolicy = "strict-origin-when-cross-origin";
    player.src = address;
    link.before(player);
    link.querySelector("picture")?.remove();
    link.removeAttribute("role");
    link.removeEventListener("click", play);
    link.removeEventListener("keydown", press);
    player.focus();
  };
  // A button is pressed with the space bar too.
  const press = (event) => event.key === " " && play(event);
  link.setAttribute("role", "button");
  link.addEventListener("click", play);
  link.addEventListener("keydown", press);
}
