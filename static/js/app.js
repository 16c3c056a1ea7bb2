// Adds to pages that already work: components of GOV.UK Frontend, focus, a filter that folds.
import { initAll } from "../dist/govuk-frontend.min.js";
import { reveal } from "./reveal.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// What somebody else changed comes first, unless an error summary already took the focus.
document.querySelector("[data-focus]")?.focus();

// On a phone the filter starts folded, so that the list comes first; not where it has a mistake.
if (window.matchMedia("(max-width: 48em)").matches) {
  document.querySelectorAll("details[data-filter]").forEach((panel) => {
    panel.open = panel.querySelector(".govuk-error-message") !== null;
  });
}

reveal(document);

if (document.querySelector("[data-mentions]")) import("./mentions.js");

// A long list of boxes scrolls in its frame: begin where something is ticked.
document.querySelectorAll(".app-scroll-list").forEach((list) => {
  const ticked = list.querySelector("input:checked");
  if (ticked) list.scrollTop = ticked.offsetTop - list.offsetTop - 40;
});

// Tick all rows of a page without loading it again; the link does the same on the server.
document.querySelectorAll("[data-tick-all]").forEach((link) => {
  const words = link.textContent;
  let isOn = link.dataset.tickAll === "on";
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const boxes = [...link.closest("form").querySelectorAll("[data-tick]")];
    boxes.forEach((box) => { box.checked = isOn; });
    isOn = !isOn;
    link.textContent = isOn ? words.replace("Take all ticks away", `Tick all ${boxes.length} on this page`) : "Take all ticks away";
  });
});
