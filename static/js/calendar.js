"use strict";
// Where there is a mouse and the hours are drawn, a session is dragged to another hour: its form opens, filled in with
// that hour. Nothing is written by the drop; the form alone does it, and is there for the keyboard.

const agenda = document.querySelector(".agenda[data-opens]");
const isDrawn = window.matchMedia("(min-width: 62rem) and (pointer: fine)");
const QUARTER = 15;
const shadow = document.createElement("div"); // where it would go
let dragged = null; // { item, below: how far under its top it is held }

function rowUnder(y) {
  const [head, ...rows] = getComputedStyle(agenda).gridTemplateRows.split(" ").map(parseFloat);
  let edge = agenda.getBoundingClientRect().top + agenda.clientTop + head;
  const found = rows.findIndex((height) => (edge += height) > y);
  return found < 0 ? rows.length - 1 : found;
}

function hourOf(row) {
  const minutes = Number(agenda.dataset.opens) * 60 + row * QUARTER;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function placeUnder(event) {
  const day = event.target.closest && event.target.closest(".agenda-day[data-day]");
  if (!dragged || !day) return null;
  const row = rowUnder(Math.max(event.clientY - dragged.below, day.querySelector(".agenda-list").getBoundingClientRect().top));
  return { day, row, hour: hourOf(row) };
}

function onStart(event) {
  const item = event.target.closest && event.target.closest("[data-move]");
  if (!item) return;
  dragged = { item, below: event.clientY - item.getBoundingClientRect().top };
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", item.dataset.move);
}

function onOver(event) {
  const place = placeUnder(event);
  if (!place) return;
  event.preventDefault();
  shadow.className = "agenda-drop";
  const mark = document.createElement("span");
  mark.className = `from-${place.row} for-4`;
  mark.textContent = place.hour.replace(/^0/, "").replace(":", "\u00a0h\u00a0").replace(/\u00a000$/, "");
  shadow.replaceChildren(mark);
  place.day.append(shadow);
}

function onDrop(event) {
  const place = placeUnder(event);
  if (!place) return;
  event.preventDefault();
  const asked = new URLSearchParams({ jour: place.day.dataset.day, heure: place.hour });
  if (place.day !== dragged.item.closest(".agenda-day")) {
    new URLSearchParams(place.day.dataset.where).forEach((value, name) => asked.set(name, value));
  }
  location.assign(`${dragged.item.dataset.move}?${asked}`);
}

function onEnd() {
  dragged = null;
  shadow.remove();
}

if (agenda && isDrawn.matches) {
  shadow.setAttribute("aria-hidden", "true");
  agenda.querySelectorAll("[data-move]").forEach((item) => {
    item.draggable = true;
    item.querySelectorAll("a").forEach((link) => { link.draggable = false; });
  });
  agenda.addEventListener("dragstart", onStart);
  agenda.addEventListener("dragover", onOver);
  agenda.addEventListener("drop", onDrop);
  agenda.addEventListener("dragend", onEnd);
}
