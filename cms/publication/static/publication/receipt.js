// Shows what became of a page after publishing, and asks again until nothing more will come.
(() => {
  // At first each half second, as the site takes about one; then less and less often.
  const SOONEST = 500;
  const LATEST = 15_000;

  const follow = async (place, pause) => {
    if (!place.isConnected) return;
    let next = Math.min(pause * 1.3, LATEST);
    try {
      const answer = await fetch(place.dataset.receipt, { headers: { "X-Requested-With": "fetch" } });
      if (answer.redirected || answer.status === 403) return;
      if (answer.ok) {
        const html = await answer.text();
        if (place.innerHTML.trim() !== html.trim()) place.innerHTML = html;
        const shown = place.querySelector("[data-final]");
        if (!shown || shown.dataset.final === "true") return;
      }
    } catch {
      next = LATEST;
    }
    setTimeout(() => follow(place, next), pause);
  };

  const begin = () => {
    for (const place of document.querySelectorAll("[data-receipt]:not([data-followed])")) {
      place.dataset.followed = "";
      follow(place, SOONEST);
    }
  };
  document.addEventListener("DOMContentLoaded", begin);
})();
