"use strict";
// Everything here is a comfort: each page works as links and forms when this file does not run.

const announcer = document.getElementById("announcer");
const dialog = document.getElementById("dialog");
let opener = null; // the link a dialog was opened from: the keyboard goes back to it

function announce(sentence) {
  announcer.textContent = "";
  window.setTimeout(() => { announcer.textContent = sentence; }, 60);
}

function isTyping(target) {
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

// --- keyboard: one letter each, printed on its button, off when the account says so ---

function onKey(event) {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "Escape" && location.hash === "#menu") location.hash = "#main";
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") submitWithKeys(event);
  if (!isPlain || event.repeat || event.defaultPrevented) return;
  if (!("shortcuts" in document.body.dataset) || isTyping(event.target)) return;
  const scope = dialog && dialog.open ? dialog : document;
  const key = CSS.escape(event.key.toLowerCase());
  const target = scope.querySelector(`[data-shortcut="${key}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.tagName === "INPUT") target.focus();
  else target.click();
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
  window.htmx
    .ajax("GET", link.href, { target: "#dialog-content", swap: "innerHTML", select: "#page > *" })
    .then(() => showDialog(link));
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

function loadingFailed() {
  releaseForms();
  announce("La connexion a échoué. Rien n’est perdu : réessayez.");
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
document.addEventListener("htmx:afterRequest", releaseForms);
document.addEventListener("htmx:sendError", loadingFailed);
document.addEventListener("htmx:responseError", loadingFailed);
window.addEventListener("pageshow", releaseForms);

const firstError = document.querySelector("#form-errors, .notice[data-focus]");
if (firstError) firstError.focus();
