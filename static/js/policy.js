// Shows who would get what while the rules are being written; without this, a button does.
const form = document.querySelector("[data-policy]");
const seen = document.getElementById("seen");
const said = document.querySelector("[data-policy-said]");
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
      ? "Something in the rules is not right yet."
      : "Who would get what has been worked out anew.";
  } catch {
    // The network is away for a moment: the button still asks.
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, 600);
});
