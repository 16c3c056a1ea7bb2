// Fields that only one choice asks for: shown while it is chosen. Without JavaScript they all show.
// (GOV.UK Frontend's own script would set aria-expanded, which radio buttons may not have.)
export function reveal(root) {
  root.querySelectorAll("input[data-reveals]").forEach((radio) => {
    const panel = document.getElementById(radio.dataset.reveals);
    const update = () => {
      panel.classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
    };
    document.querySelectorAll(`input[name="${CSS.escape(radio.name)}"]`).forEach((each) => {
      each.addEventListener("change", update);
    });
    update();
  });
}
