// Shows what a form would come to while it is being filled in; without this, a button does.
const form = document.querySelector("[data-look]");
const seen = document.getElementById("seen");
const said = document.querySelector("[data-look-said]");
let timer = 0;
let asked = 0;

async function look() {
  const turn = ++asked;
  const body = new FormData(form);
  body.set("preview", "1");
  try {
    const answer = await fetch(location.href, { method: "POST", body, redirect: "error" });
    if (!answer.ok || turn !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("seen");
    if (!fresh || seen.contains(document.activeElement)) return;
    seen.innerHTML = fresh.innerHTML;
    said.textContent = seen.querySelector("[data-unseen]")
      ? said.dataset.wrong
      : said.dataset.right;
  } catch {
    // The network is away for a moment: the button still asks.
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, 600);
});
