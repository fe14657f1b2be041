"use strict";
// Everything here is a comfort: each page works as links and forms when this file does not run.

const announcer = document.getElementById("announcer");
const dialog = document.getElementById("dialog");
let opener = null; // the link a dialog was opened from: the keyboard goes back to it
let ahead = null; // keys pressed while a dialog is on its way: they are for it

function announce(sentence) {
  announcer.textContent = "";
  window.setTimeout(() => { announcer.textContent = sentence; }, 60);
}

function isTyping(target) {
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

// --- keyboard: one letter each, printed on its button, off when the account says so ---

function onKey(event) {
  const isPlain = (!event.ctrlKey && !event.metaKey && !event.altKey) || event.getModifierState("AltGraph");
  if (event.key === "Escape" && location.hash === "#menu") location.hash = "#main";
  if (event.key === "Escape" && ahead) window.htmx.trigger(document.body, "htmx:abort");
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") submitWithKeys(event);
  if (!isPlain || event.repeat || event.defaultPrevented || isTyping(event.target)) return;
  if (ahead ? keepAhead(event.key) : pressShortcut(event.key)) event.preventDefault();
}

function pressShortcut(key) {
  if (!("shortcuts" in document.body.dataset)) return false;
  const scope = dialog && dialog.open ? dialog : document;
  const target = scope.querySelector(`[data-shortcut="${CSS.escape(key.toLowerCase())}"]`);
  if (!target) return false;
  if (target.tagName === "INPUT") target.focus();
  else target.click();
  return true;
}

function keepAhead(key) {
  const isOver = ahead.at(-1) === "Enter"; // what would come next has another place than the box
  if (key === "Backspace") ahead.pop();
  else if (!isOver && (key.length === 1 || key === "Enter")) ahead.push(key);
  return key.length === 1 || key === "Backspace" || key === "Enter";
}

function pressAhead() {
  const field = document.activeElement;
  if (!isTyping(field)) ahead.some(pressShortcut);
  else if (ahead.length && typeof field.selectionStart === "number") {
    const letters = ahead.filter((key) => key !== "Enter");
    field.setRangeText(letters.join(""), field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (ahead.at(-1) === "Enter") field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  }
}

function submitWithKeys(event) {
  const form = event.target.closest && event.target.closest("form");
  if (form && form.method === "post") form.requestSubmit();
}

// --- a form leaves once; the server refuses a second one anyway ---

function guardSubmit(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.leaving) {
    event.preventDefault();
    return;
  }
  form.dataset.leaving = "yes";
  const button = event.submitter || form.querySelector("button:not([type=button])");
  if (button) button.setAttribute("aria-disabled", "true");
}

function releaseForms() {
  document.querySelectorAll("form[data-leaving]").forEach((form) => {
    delete form.dataset.leaving;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
}

// --- somebody looks at the screen: names and notes go at once, the server is told after ---

async function shareScreen(event) {
  const form = event.target;
  if (!form.matches("[data-shared-screen-form]")) return;
  event.preventDefault();
  const isShared = !("sharedScreen" in document.body.dataset);
  showSharedScreen(isShared);
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (response.type !== "opaqueredirect" && !response.ok) throw new Error(String(response.status));
  } catch {
    announce("Le réglage n’a pas été retenu : il vaut pour cette page seulement.");
  }
}

function showSharedScreen(isShared) {
  document.body.toggleAttribute("data-shared-screen", isShared);
  document.querySelectorAll(".btn-shared").forEach((button) => {
    button.setAttribute("aria-pressed", String(isShared));
  });
  announce(isShared ? "Écran partagé : noms et notes masqués." : "Noms et notes visibles.");
}

// --- a page shown over another: the same address, its main part in a dialog ---

function openDialog(event) {
  const link = event.target.closest("a[data-dialog]");
  const isOrdinary = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !isOrdinary || !dialog || !window.htmx || link.pathname === location.pathname) return;
  event.preventDefault();
  if (ahead) return;
  ahead = [];
  window.htmx
    .ajax("GET", link.href, { target: "#dialog-content", swap: "innerHTML settle:0ms", select: "#page > *" })
    .then(() => showDialog(link), () => {}) // `loadingFailed` says it
    .finally(() => { ahead = null; });
}

function showDialog(link) {
  const title = dialog.querySelector("h1");
  if (!title) {
    location.assign(link.href);
    return;
  }
  dialog.setAttribute("aria-label", title.textContent.trim());
  dialog.querySelectorAll("form:not([action]), form[action='']").forEach((form) => { form.action = link.href; });
  opener = link;
  if (!dialog.open) dialog.showModal();
  focusInside(dialog);
  pressAhead();
}

function leaveDialog() {
  document.getElementById("dialog-content").replaceChildren();
  opener.focus();
}

function closeDialog(event) {
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
}

// --- after a fragment came: say it, and never lose the keyboard's place ---

function focusInside(region) {
  const field = region.querySelector("[data-focus], [autofocus], input:not([type=hidden]), select, textarea");
  const target = field || region.querySelector("h1");
  if (!field) target.tabIndex = -1;
  target.focus();
}

function afterSwap(event) {
  const region = event.detail.target;
  if (!region || !region.isConnected) return;
  const spoken = region.matches("[data-announce]") ? region : region.querySelector("[data-announce]");
  if (spoken) announce(spoken.dataset.announce);
  const errors = region.querySelector("[data-focus]");
  if (errors) errors.focus();
  else if (document.activeElement === document.body) {
    region.tabIndex = -1;
    region.focus();
  }
}

// --- answers may arrive in another order than they were written: what was read later stays ---

function keepLatest(event) {
  const shown = Number(event.detail.target.dataset.asOf || 0);
  const arrived = event.detail.fragment.firstElementChild;
  if (arrived && Number(arrived.dataset.asOf || shown) < shown) event.detail.shouldSwap = false;
}

// --- the network went: said where one looks, until something comes again ---

function loadingFailed() {
  releaseForms();
  const place = document.getElementById(dialog && dialog.open ? "dialog-messages" : "messages");
  if (place.querySelector(".notice-lost")) return; // said once, however many times it is tried
  const box = document.createElement("p");
  box.className = "notice notice-wait notice-lost";
  box.textContent = "La connexion a échoué. Rien n’est perdu : réessayez.";
  document.querySelectorAll(".notice-lost").forEach((said) => said.remove());
  place.append(box);
}

function answered(event) {
  releaseForms();
  if (event.detail.successful) document.querySelectorAll(".notice-lost").forEach((said) => said.remove());
}

function keyRefused(event) {
  event.preventDefault();
  const box = document.createElement("p");
  box.className = "notice notice-wait";
  box.textContent = "La clé n’a pas répondu, ou vous avez arrêté. Vous pouvez recommencer.";
  document.getElementById("messages").replaceChildren(box);
}

document.addEventListener("allauth.error", keyRefused);
document.addEventListener("keydown", onKey);
document.addEventListener("submit", shareScreen);
document.addEventListener("submit", guardSubmit);
document.addEventListener("click", openDialog);
document.addEventListener("click", closeDialog);
if (dialog) dialog.addEventListener("close", leaveDialog);
document.addEventListener("htmx:afterSettle", afterSwap);
document.addEventListener("htmx:oobBeforeSwap", keepLatest);
document.addEventListener("htmx:afterRequest", answered);
document.addEventListener("htmx:sendError", loadingFailed);
document.addEventListener("htmx:timeout", loadingFailed);
document.addEventListener("htmx:responseError", loadingFailed);
window.addEventListener("pageshow", releaseForms);

const firstError = document.querySelector("#form-errors, .notice[data-focus]");
if (firstError) firstError.focus();
