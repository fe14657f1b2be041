"use strict";
// « Noter un passage », « Prendre un rendez-vous »: the first box takes a name or a démarche; arrows and Enter choose,
// Enter goes on.
// Without this file each question is its own field, and what is to be chosen comes back with the form.

const FIRST_BOX = "#visit-form [name=what]";
const WORDS = "#visit-form [name=words]";
const CHOICES = "#visit-interests, #visit-people";
const OVERTAKEN = "htmx:afterRequest"; // the error of a question that the next one took back
const awaited = new Map(); // a box whose answers are on their way, and whether Enter was pressed meanwhile
let chosen = []; // the labels of what is chosen while other choices take their place
let focused = ""; // the one of them where the keyboard is

function boxOptions() {
  return [...document.querySelectorAll("#visit-box [role=option]")];
}

function pointAt(option) {
  const box = document.querySelector(FIRST_BOX);
  boxOptions().forEach((each) => each.setAttribute("aria-selected", String(each === option)));
  if (option) box.setAttribute("aria-activedescendant", option.id);
  else box.removeAttribute("aria-activedescendant");
  box.setAttribute("aria-expanded", String(boxOptions().length > 0));
}

function pointed() {
  return boxOptions().find((option) => option.getAttribute("aria-selected") === "true");
}

function emptyBox() {
  document.getElementById("visit-box").replaceChildren();
  pointAt(null);
}

function prepareBox(event) {
  if (!event.target.matches(FIRST_BOX) || event.target.hasAttribute("role")) return;
  event.target.removeAttribute("list");
  event.target.setAttribute("role", "combobox");
  event.target.setAttribute("aria-autocomplete", "list");
  event.target.setAttribute("aria-controls", "visit-box");
  event.target.setAttribute("aria-expanded", "false");
}

function movePointer(step) {
  const options = boxOptions();
  if (!options.length) return;
  const from = options.indexOf(pointed());
  pointAt(options[(from + step + options.length) % options.length]);
}

function pick(option) {
  const box = document.querySelector(FIRST_BOX);
  awaited.delete(box);
  if (option.dataset.pick === "person") pickPerson(option, box);
  else {
    box.value = option.dataset.pick;
    emptyBox();
    askHow();
  }
}

function pickPerson(option, box) {
  const label = option.querySelector("template").content.firstElementChild.cloneNode(true);
  const choices = document.querySelector("#visit-people .choices");
  const known = choices.querySelector(`#${CSS.escape(label.htmlFor)}`);
  if (known) known.checked = true;
  else choices.prepend(label);
  const picked = document.getElementById("visit-picked");
  picked.hidden = false;
  picked.querySelector("[data-private]").textContent = label.querySelector("[data-private]").textContent;
  box.value = "";
  emptyBox();
  box.focus();
}

function askHow() {
  document.querySelector("#visit-form :is([name=how_done], [name=slot], [name=on])").focus();
}

function enterBox() {
  const option = pointed();
  if (option) pick(option);
  else if (document.querySelector(FIRST_BOX).value.trim()) askHow();
}

function tickClosest() {
  const closest = document.querySelector("#visit-interests [data-best] input");
  if (!closest || closest.checked) return;
  closest.checked = true;
  announce(`${closest.parentElement.textContent.trim()} : c’est coché.`);
}

function onVisitKey(event) {
  const isBox = event.target.matches(FIRST_BOX);
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isPlain || (!isBox && !event.target.matches(WORDS))) return;
  if (isBox && (event.key === "ArrowDown" || event.key === "ArrowUp")) movePointer(event.key === "ArrowDown" ? 1 : -1);
  else if (isBox && event.key === "Escape" && boxOptions().length) emptyBox();
  else if (event.key !== "Enter") return;
  else if (awaited.has(event.target)) awaited.set(event.target, true);
  else (isBox ? enterBox : tickClosest)();
  event.preventDefault();
}

function awaitAnswers(event) {
  const isBox = event.target.matches(FIRST_BOX);
  if (!window.htmx || (!isBox && !event.target.matches(WORDS))) return;
  if (isBox) emptyBox();
  awaited.set(event.target, false);
}

// What answers other words than those of the box is no answer: Enter waits for the one that does.
function answersCame(event) {
  const { elt: box, error, requestConfig } = event.detail;
  const isBox = box.matches(FIRST_BOX);
  if ((!isBox && !box.matches(WORDS)) || error === OVERTAKEN) return;
  const isWanted = awaited.has(box) || box === document.activeElement;
  const isAnswer = isWanted && requestConfig.parameters[box.name] === box.value;
  if (isBox && !isAnswer) emptyBox();
  if (!isAnswer) return;
  if (isBox) pointAt(boxOptions().find((option) => "best" in option.dataset));
  const wasEntered = awaited.get(box);
  awaited.delete(box);
  if (wasEntered && event.detail.successful && box === document.activeElement) (isBox ? enterBox : tickClosest)();
}

function keepChosen(event) {
  const region = event.detail.target;
  if (!region.matches(CHOICES)) return;
  chosen = [...region.querySelectorAll(":checked")].map((input) => input.closest("label"));
  focused = region.contains(document.activeElement) ? document.activeElement.id : "";
}

// What was chosen while the answer was on its way is newer than what the answer says of it.
function chooseAgain(event) {
  const region = event.detail.target;
  const choices = region.matches(CHOICES) && region.querySelector(".choices");
  if (!choices) return;
  region.querySelectorAll(":checked").forEach((input) => { input.checked = false; });
  chosen.reverse().forEach((old) => {
    const label = region.querySelector(`[for="${CSS.escape(old.htmlFor)}"]`) || old;
    if (!label.isConnected || label.closest("details")) choices.prepend(label);
    label.control.checked = true;
  });
  if (focused) document.getElementById(focused)?.focus();
}

function clickOption(event) {
  const option = event.target.closest("#visit-box [role=option]");
  if (option) pick(option);
}

document.addEventListener("focusin", prepareBox);
document.addEventListener("keydown", onVisitKey);
document.addEventListener("input", awaitAnswers);
document.addEventListener("htmx:afterRequest", answersCame);
document.addEventListener("htmx:sendError", answersCame);
document.addEventListener("htmx:timeout", answersCame);
document.addEventListener("htmx:beforeSwap", keepChosen);
document.addEventListener("htmx:afterSwap", chooseAgain);
document.addEventListener("click", clickOption);
