// An evidence pack that is being made: asks how far it is until it is ready.
const EVERY = 2000;
const box = document.getElementById("pack");
const said = document.getElementById("pack-said");
document.getElementById("pack-again").hidden = true;

async function look() {
  try {
    const answer = await fetch(box.dataset.address, { redirect: "error" });
    if (!answer.ok) return;
    box.innerHTML = await answer.text();
  } catch {
    // The network is away for a moment: the next turn asks again.
  }
  const marked = box.querySelector("[data-marking]"); // what is in it may be marked higher
  if (marked) document.querySelector(".app-strip--marking p").textContent = marked.dataset.marking;
  if (box.querySelector("[data-unfinished]")) setTimeout(look, EVERY);
  else said.textContent = box.querySelector(".govuk-tag").textContent;
}

setTimeout(look, EVERY);
