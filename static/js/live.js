// Parts of a page that wait for a worker, here for the virus check: read again until it is done.
const LONGEST = 30000;
const said = document.querySelector("[data-live-said]");
let pause = 2000;

function freshen(page) {
  document.querySelectorAll("[data-live]").forEach((part) => {
    const fresh = page.getElementById(part.id);
    if (!fresh || part.contains(document.activeElement)) return;
    if (fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
  });
}

async function look() {
  try {
    const answer = await fetch(location.href, { redirect: "error" });
    if (!answer.ok) return;
    freshen(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The network is away for a moment: the next turn asks again.
  }
  if (!document.querySelector("[data-live] [data-unfinished]")) {
    said.textContent = "The virus check is done.";
    return;
  }
  pause = Math.min(pause * 1.5, LONGEST);
  setTimeout(look, pause);
}

setTimeout(look, pause);
