// Sends chosen and dropped files one by one, beside the form that asks about them. What has arrived
// waits on the server for a day: a page that is left or reloaded offers it again.
import { reveal } from "./reveal.js";

const AT_ONCE = 2;
const form = document.querySelector("form[data-uploads]");
const input = form.querySelector("input[type=file]");
const zone = input.closest(".govuk-form-group");
const tray = form.querySelector("[data-arrived]");
const list = form.querySelector("[data-sending]");
const said = form.querySelector("[data-said]");
const stop = form.querySelector("[data-unfinished]");
const blank = document.getElementById("upload-entry");
const queue = [];
let running = 0;
let arrived = 0; // since the person last chose or left out a file
let replaced = null; // the refused file in whose place another is being chosen

// The page's own token may be older than the session: people sign in again in another tab.
function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.csrfmiddlewaretoken.value;
}

function say(text) {
  said.textContent = text;
}

function post(address, data, entry) {
  const request = new XMLHttpRequest();
  const sent = new Promise((resolve) => request.addEventListener("loadend", () => resolve(request)));
  request.open("POST", address);
  request.setRequestHeader("X-CSRFToken", token());
  if (entry) request.upload.addEventListener("progress", (event) => entry.show(event));
  request.send(data);
  return { request, sent };
}

// Why there is no answer to use. 403: nobody is signed in, or the token is of another session.
function trouble({ status }) {
  const reasons = { 0: "offline", 403: "signedOut", 404: "gone" };
  return stop.dataset[reasons[status] ?? "broken"];
}

function rowOf({ responseText }) {
  const answer = document.createElement("template");
  answer.innerHTML = responseText;
  return answer.content.querySelector("[data-file]");
}

// What has arrived may name an item that is marked higher than the page.
function raiseMarking({ dataset: { marking } }) {
  if (marking) document.querySelector(".app-strip--marking p").textContent = marking;
}

function remove(section) {
  return post(section.dataset.remove, new FormData()).sent;
}

// A line of the list: one file on its way, or why it is not.
class Entry {
  constructor(file) {
    this.file = file;
    this.line = blank.content.firstElementChild.cloneNode(true);
    this.part = (name) => this.line.querySelector(`[data-${name}]`);
    this.part("name").textContent = file.name;
    this.line.querySelectorAll("button span").forEach((each) => {
      const about = each.parentElement.matches("[data-instead]") ? "in place of " : "";
      each.textContent = ` ${about}${file.name}`;
    });
    this.part("bar").setAttribute("aria-label", `Sending ${file.name}`);
    this.part("cancel").addEventListener("click", () => this.cancel());
    this.part("again").addEventListener("click", () => this.wait());
    this.part("instead").addEventListener("click", () => this.replace());
    list.append(this.line);
  }

  wait() {
    this.hasLeft = false;
    this.line.removeAttribute("data-failed");
    for (const name of ["why", "again", "instead"]) this.part(name).hidden = true;
    this.part("bar").hidden = this.part("state").hidden = false;
    this.part("bar").value = 0;
    this.part("state").textContent = "Waiting";
    queue.push(this);
    next();
  }

  show(event) {
    const percent = event.lengthComputable ? Math.floor((100 * event.loaded) / event.total) : 0;
    this.hasLeft = percent === 100;
    this.part("bar").value = percent;
    this.part("state").textContent = percent < 100 ? `${percent}%` : "Looking at the file";
  }

  async send() {
    const data = new FormData();
    data.append("once", form.once.value);
    data.append("names", form.dataset.names); // what the page has been told goes with the file
    data.append("file", this.file);
    const { request, sent } = post(form.dataset.uploads, data, this);
    this.request = request;
    await sent;
    this.request = null;
    if (this.line.isConnected) this.settle(request);
    else if (request.status === 201) remove(rowOf(request)); // left out as it arrived
  }

  settle(request) {
    if (request.status === 201) this.arrive(rowOf(request));
    else if (request.status === 422) this.fail(request.responseText, "instead");
    else if (request.status === 507) this.fail(request.responseText, "again"); // the store failed
    else if (request.status === 413) this.fail(stop.dataset.tooBig, "instead");
    else this.fail(trouble(request), request.status === 404 ? "" : "again");
  }

  arrive(section) {
    const there = tray.querySelector(`[data-file="${section.dataset.file}"]`);
    const hadFocus = this.line.contains(document.activeElement);
    this.line.remove();
    if (hadFocus) (there ?? input).focus();
    raiseMarking(section);
    if (there) return this.isHere(there, section);
    arrived += 1;
    tray.hidden = false;
    tray.append(section);
    offerRemoval(section);
    reveal(section);
    const failed = list.querySelectorAll("[data-why]:not([hidden])").length;
    const others = failed ? ` ${failed} could not be taken.` : "";
    if (arrived === 1) say(`${this.file.name} has arrived.${others}`);
    else say(`${arrived} files have arrived, ${this.file.name} last.${others}`);
  }

  // Chosen again under another answer, the stronger one holds: the row that is there says so too.
  isHere(there, section) {
    const kept = section.querySelector("[data-kept]");
    if (kept && !there.querySelector("[data-kept]")) there.querySelector("p").after(kept);
    say(`${this.file.name} is here already${kept ? ", as a file that names somebody" : ""}.`);
  }

  // What helps: to try it "again", to choose another "instead", or nothing.
  fail(why, help) {
    this.part("bar").hidden = this.part("state").hidden = true;
    this.part("why").hidden = false;
    this.part("reason").textContent = why;
    for (const name of ["again", "instead"]) this.part(name).hidden = name !== help;
    this.line.toggleAttribute("data-failed", help === "again");
    say(`${this.file.name}: ${why}`);
  }

  // The line goes when another file is chosen, and stays when none is.
  replace() {
    replaced = this;
    input.click();
  }

  cancel() {
    const place = queue.indexOf(this);
    if (place >= 0) queue.splice(place, 1);
    this.line.remove();
    if (!this.hasLeft) this.request?.abort(); // else the answer says what to take away
    input.focus();
    arrived = 0;
    say(`${this.file.name} is left out.`);
  }
}

function next() {
  while (running < AT_ONCE && queue.length) {
    running += 1;
    queue
      .shift()
      .send()
      .finally(() => {
        running -= 1;
        next();
      });
  }
}

function take(files, folders = []) {
  stop.hidden = true;
  arrived = 0;
  for (const file of files) {
    const entry = new Entry(file);
    if (folders.includes(file.name)) entry.fail(stop.dataset.folder, "instead");
    else if (file.size > Number(stop.dataset.limit)) entry.fail(stop.dataset.tooBig, "instead");
    else entry.wait();
  }
}

// What the row asks without JavaScript ("Leave this file out") is a button here.
function offerRemoval(section) {
  section.querySelector("[id$=leave_out]")?.closest(".govuk-form-group").remove();
  const button = blank.content.querySelector("[data-cancel]").cloneNode(true);
  const name = section.getAttribute("aria-label");
  button.querySelector("span").textContent = ` ${name}`;
  const why = Object.assign(document.createElement("p"), { className: "govuk-error-message" });
  button.addEventListener("click", async () => {
    const request = await remove(section);
    if (request.status !== 204 && request.status !== 404) {
      why.textContent = trouble(request);
      button.before(why);
      return say(why.textContent);
    }
    section.remove();
    arrived = 0;
    tray.hidden = !tray.querySelector("[data-file]");
    input.focus();
    say(`${name} is left out.`);
  });
  section.append(button);
}

input.addEventListener("click", (event) => {
  if (event.isTrusted) replaced = null;
});

function takeChosen() {
  if (replaced) {
    replaced.line.remove(); // and its button with it, where the focus was
    input.focus();
  }
  replaced = null;
  take([...input.files]);
  input.value = ""; // they go by themselves, not with the form
}

input.addEventListener("change", takeChosen);

// Files may be dropped anywhere: beside the field they would replace the page, and what was typed.
for (const kind of ["dragenter", "dragover", "drop", "dragleave", "dragend"]) {
  window.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const isOut = kind === "dragleave" && event.relatedTarget === null;
    zone.classList.toggle("app-drop", !(isOut || kind === "drop" || kind === "dragend"));
    if (kind !== "drop") return;
    const dropped = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    const folders = dropped.filter((each) => each?.isDirectory).map((each) => each.name);
    take([...event.dataTransfer.files], folders);
  });
}

form.addEventListener("submit", (event) => {
  form.csrfmiddlewaretoken.value = token();
  if (!list.querySelector("progress:not([hidden])") && !list.querySelector("[data-failed]")) return;
  event.preventDefault();
  stop.hidden = false;
  stop.focus({ preventScroll: true });
  stop.scrollIntoView(); // at the top, so that the files that it speaks of are seen below it
});

// Each file has a title of its own.
const title = form.querySelector("#div_id_title");
if (title) title.remove();
const marker = { type: "hidden", name: "each_titled", value: "1" };
form.append(Object.assign(document.createElement("input"), marker));
form.querySelector("[data-drop-hint]").hidden = false;
zone.after(form.querySelector("[data-box]"));
tray.querySelectorAll("[data-file]").forEach(offerRemoval);
if (input.files.length) takeChosen(); // on a slow line they are chosen before this has loaded
