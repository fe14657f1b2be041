"use strict";
// The half-day on the device: closed, open, brought back. Every name is written as text, never as markup.

const IDLE = 10 * 60 * 1000; // then it closes by itself
const SHORTEST = 6;
const MINUTE = 60 * 1000;
const PRESENCES = [["came", "Présent"], ["excused", "A prévenu"], ["absent", "Pas venu"]];
const SAID = {
  away: "Pas de réseau : rien n’est perdu, tout reste sur l’appareil.",
  out: "Connectez-vous d’abord : votre tournée reste sur l’appareil.",
  lost: "Le serveur n’a pas reconnu cette tournée. Gardez l’appareil, et appelez la coordination.",
  expired: "La tournée avait plus de vingt-quatre heures : elle a été effacée de l’appareil.",
  wrong: "Cinq codes faux : la tournée a été effacée de l’appareil. Reprenez la feuille de papier.",
  full: "Ce n’est pas gardé : l’appareil n’a plus la place. Notez-le sur la feuille, et remontez dès que possible.",
  done: "Tout est remonté, et cet appareil ne garde plus rien.",
};
const forms = new Map(); // of who comes or takes a seat, drawn once: what is half typed in them stays
let kept = null;
let idle = null;

const part = (id) => document.getElementById(id);

function make(tag, said = {}, ...children) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(said)) {
    if (name === "text") one.textContent = value;
    else if (name === "onclick") one.addEventListener("click", value);
    else one.setAttribute(name, value);
  }
  one.append(...children);
  return one;
}

function show(name) {
  document.querySelectorAll("[data-step]").forEach((step) => { step.hidden = step.dataset.step !== name; });
  const title = document.querySelector(`[data-step="${name}"] h2`);
  if (title && name !== "open") title.focus();
}

function say(sentence, kind = "") {
  part("said").className = sentence ? `notice ${kind}` : "";
  part("said").textContent = sentence;
}

// --- closed, opened ---

async function prepare(event) {
  event.preventDefault();
  const [code, again] = [part("new-code").value, part("same-code").value];
  if (!/^[0-9]+$/.test(code) || code.length < SHORTEST) return say("Six chiffres au moins.", "notice-late");
  if (new Set(code).size < 3) return say("Ce code se devine : mêlez au moins trois chiffres.", "notice-late");
  if (code !== again) return say("Les deux codes ne sont pas les mêmes.", "notice-late");
  part("keep").disabled = true;
  say("Un instant…");
  try {
    await takeAlong(event.target.action, code);
  } catch {
    await erase();
    say("Rien n’est gardé : le navigateur ou le réseau n’a pas suivi. Recommencez, ou prenez la feuille.", "notice-late");
  }
  part("keep").disabled = false;
}

async function takeAlong(address, code) {
  await erase();
  const answer = await post(address, {});
  if (answer.type === "opaqueredirect") return say(SAID.out, "notice-late");
  const said = await answer.json();
  if (!answer.ok) return say(said.sentence, "notice-late");
  await navigator.serviceWorker.register(document.body.dataset.worker);
  await navigator.serviceWorker.ready;
  await keepPages();
  const ahead = Date.parse(said.now) - Date.now();
  await closeWith(code, { ahead, expires_at: Date.parse(said.expires_at), returns_to: said.returns_to });
  await keep("kept", "half-day", await sealed(said));
  await enter();
  say("C’est gardé. Sans réseau, rouvrez cette même page, et donnez votre code.", "notice-ok");
}

async function keepPages() {
  const drawer = await caches.open("tournee");
  const loaded = performance.getEntriesByType("resource").map((one) => one.name.split("#")[0]);
  const ours = loaded.filter((name) => name.startsWith(`${location.origin}/static/`) || name.endsWith(".css"));
  await Promise.all([location.pathname, ...new Set(ours)].map(async (address) => {
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) throw new Error(address);
    await drawer.put(address, answer);
  }));
}

async function unlock(event) {
  event.preventDefault();
  const left = await openWith(part("code").value);
  part("code").value = "";
  if (left === null) return enter();
  if (left > 0) return say(`Ce n’est pas le code. Encore ${left} essai${left > 1 ? "s" : ""}, puis tout est effacé.`, "notice-late");
  show("none");
  return say(SAID.wrong, "notice-late");
}

async function enter() {
  vault = await readOne("vault", "vault");
  kept = await unsealed(await readOne("kept", "half-day"));
  await loadActs();
  say("");
  draw();
  show("open");
  stayAwake();
}

function stayAwake() {
  clearTimeout(idle);
  if (key) idle = setTimeout(() => location.reload(), IDLE);
}

async function checkAge() {
  const closed = await readOne("vault", "vault");
  if (!closed || Date.now() + closed.ahead < closed.expires_at) return Boolean(closed);
  await erase();
  show("none");
  say(SAID.expired, "notice-late");
  return false;
}

// --- noted ---

async function noted(kind, said, sentence) {
  try {
    await note(kind, said);
  } catch {
    say(SAID.full, "notice-late");
    return false;
  }
  draw();
  say(sentence, "notice-ok");
  return true;
}

// Emptied at once, so that a second press notes nothing; filled again with what could not be kept.
async function notedFrom(form, said, act) {
  form.reset();
  if (await act(said)) return;
  for (const [name, value] of Object.entries(said)) form.elements[name].value = value;
}

const countOf = (kind, name, value) => acts.filter((act) => act.act === kind && act[name] === value).length;

function draw() {
  const focused = document.activeElement.dataset.act;
  part("title").textContent = kept.title;
  part("day").textContent = kept.day;
  const until = new Date(vault.expires_at).toLocaleString("fr-FR", { weekday: "long", hour: "numeric", minute: "2-digit" });
  part("until").textContent = `Effacé de l’appareil ${until} au plus tard.`;
  drawHelps();
  drawChoices();
  part("sessions").replaceChildren(...kept.sessions.map(drawSession));
  part("seats").replaceChildren(...kept.seats.map(drawSeats));
  drawQueue();
  if (focused) document.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus();
}

function drawHelps() {
  part("helps").replaceChildren(...kept.helps.map(({ value, label }) => make(
    "button", { type: "button", class: "tap", "data-act": `help:${value}`, onclick: () => noted("help", { kind: value }, `Compté : ${label}.`) },
    make("b", { text: countOf("help", "kind", value) }), make("span", { text: label }),
  )));
  const last = acts.filter((act) => act.act === "help" && act.state === "waiting").at(-1);
  part("undo").hidden = !last;
  part("undo").onclick = async () => {
    await takeBack(last);
    draw();
    say("C’est annulé.");
  };
}

function everybody() {
  const found = kept.sessions.flatMap((session) => session.expected);
  return [...new Map(found.map((one) => [one.person, one.name])).entries()];
}

function fillWho(select) {
  const chosen = select.value;
  select.replaceChildren(
    make("option", { value: "", text: "Sans nom, ou quelqu’un d’autre" }),
    ...everybody().map(([person, name]) => make("option", { value: person, text: name })),
  );
  select.value = chosen;
}

function drawChoices() {
  fillWho(part("visit-person"));
  part("demarches").replaceChildren(...kept.demarches.map((name) => make("option", { value: name })));
  if (part("visit-ways").childElementCount) return;
  part("visit-ways").replaceChildren(...kept.ways.map(({ value, label }) => make(
    "label", { class: "choice" },
    make("input", { type: "radio", class: "form-check-input", name: "how_done", value }), label,
  )));
}

async function noteVisit(event) {
  event.preventDefault();
  const form = event.target;
  const said = Object.fromEntries(new FormData(form));
  if (!said.what.trim()) return say("Dites ce qui amène la personne.", "notice-late");
  await notedFrom(form, said, () => noted("visit", said, `Noté : ${said.what}.`));
  return part("visit-what").focus();
}

function presenceOf(session, one) {
  const last = acts.filter((act) => act.act === "presence" && act.session === session.code && act.person === one.person).at(-1);
  return last ? last.presence : one.presence;
}

function drawSession(session) {
  const lines = session.expected.map((one) => make(
    "div", { class: "presence" }, make("p", { class: "presence-name", text: one.name }),
    make("div", { class: "presence-choices" }, ...PRESENCES.map(([presence, label]) => make("button", {
      type: "button", class: `btn presence-choice presence-${presence}`, text: label,
      "data-act": `${session.code}:${one.person}:${presence}`,
      "aria-pressed": presenceOf(session, one) === presence, "aria-label": `${label} : ${one.name}`,
      onclick: () => noted("presence", { session: session.code, person: one.person, presence }, `${one.name} : ${label}.`),
    }))),
  ));
  const walkedIn = acts.filter((act) => act.act === "presence" && act.session === session.code && act.who);
  const unnamed = countOf("unnamed", "session", session.code);
  return make(
    "section", { class: "card" }, make("h3", { text: `${session.title}, ${session.hours}` }), ...lines,
    ...walkedIn.map((act) => make("p", { class: "presence-name", text: `${act.who}, sans inscription` })),
    whoForm(session.code, "Venue sans être inscrite", "Est venue", [], (said) => noted(
      "presence", { session: session.code, presence: "walked_in", ...said }, `${said.who} : venue.`,
    )),
    make("button", {
      type: "button", class: "btn", text: `Une de plus sans nom (${unnamed})`, "data-act": `${session.code}:unnamed`,
      onclick: () => noted("unnamed", { session: session.code, anonymous: "1" }, "Comptée sans nom."),
    }),
  );
}

function drawSeats(hold) {
  const given = acts.filter((act) => act.act === "seat" && act.hold === hold.hold);
  const left = hold.seats - given.length;
  const names = new Map(everybody());
  return make(
    "section", { class: "card" }, make("h3", { text: `${hold.title}, ${hold.when}` }),
    make("p", { class: "kicker", text: left > 0 ? `${left} place${left > 1 ? "s" : ""} à donner ici` : "Toutes ces places sont données." }),
    ...given.map((act) => make("p", { class: "presence-name", text: act.who || names.get(act.person) })),
    ...(left > 0 ? [whoForm(`hold:${hold.hold}`, "Pour qui", "Donner une place", [["phone", "Son téléphone, pour le rappel", "tel"]], (said) => noted(
      "seat", { hold: hold.hold, ...said }, "Place donnée.",
    ), true)] : []),
  );
}

function whoForm(which, ...said) {
  if (!forms.has(which)) forms.set(which, makeWhoForm(which, ...said));
  return forms.get(which);
}

function makeWhoForm(which, label, button, more, act, hasList = false) {
  const fields = [["who", `${label} : prénom et nom`, "text"], ...more].map(([name, words, type]) => make("label", { class: "form-label" }, words, make("input", {
    class: "form-control", name, type, maxlength: 120, autocomplete: "off", "data-act": `${which}:${name}`,
  })));
  const select = make("select", { class: "form-select", name: "person", "aria-label": label, "data-act": `${which}:person` });
  if (hasList) fillWho(select);
  const form = make("form", { class: "who" }, ...(hasList ? [select] : []), ...fields, make("button", { class: "btn btn-soft", text: button, "data-act": `${which}:note` }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = Object.fromEntries(new FormData(form));
    if (!said.who.trim() && !said.person) return say("Dites son prénom.", "notice-late");
    return notedFrom(form, said, act);
  });
  return form;
}

// --- brought back ---

function drawQueue() {
  const waiting = toSend().length - refused().length;
  part("waiting").textContent = waiting ? `${waiting} à remonter` : "Tout est remonté";
  part("refused").replaceChildren(...refused().map((act) => make(
    "div", { class: "notice notice-late" }, make("div", {}, make("p", { text: `${wordsOf(act)} ${act.sentence}` }),
      make("a", { class: "btn btn-sm", href: act.address, text: "Voir au guichet" }),
      make("button", { type: "button", class: "btn btn-sm", text: "C’est vu : effacer", onclick: () => seen(act) })),
  )));
}

function wordsOf(act) {
  const name = act.who || new Map(everybody()).get(act.person) || "";
  return `${[name, act.what].filter(Boolean).join(", ") || "Une ligne"} :`;
}

async function seen(act) {
  await takeBack(act);
  draw();
}

// Nothing is noted while all is brought back to be erased: it would be erased with it.
async function bringBack(isOver) {
  const pressed = part(isOver ? "finish" : "send");
  const still = ["send", "finish", "undo"].map(part); // what is leaving is no longer taken back here alone
  still.forEach((button) => { button.disabled = true; });
  part("open").inert = isOver;
  say("Un instant…");
  const problem = await send(isOver);
  still.forEach((button) => { button.disabled = false; });
  part("open").inert = false;
  part("login").hidden = problem !== "out";
  draw();
  if (document.activeElement === document.body) pressed.focus();
  if (problem) return say(SAID[problem], "notice-wait");
  if (refused().length) return say("Voyez ce qui a été refusé, ligne par ligne.", "notice-late");
  if (!isOver) return say("C’est remonté.", "notice-ok");
  await erase();
  clearTimeout(idle);
  show("none");
  return say(SAID.done, "notice-ok");
}

function showNetwork() {
  part("network").textContent = navigator.onLine ? "Avec réseau" : "Sans réseau";
}

async function start() {
  showNetwork();
  if (!window.indexedDB || !window.caches || !crypto.subtle || !navigator.serviceWorker) return show("unable");
  const hasKept = await checkAge();
  if (hasKept) return show("closed");
  if (part("prepare")) return show("prepare");
  return show("none");
}

part("unlock").addEventListener("submit", unlock);
part("visit").addEventListener("submit", noteVisit);
part("send").addEventListener("click", () => bringBack(false));
part("finish").addEventListener("click", () => bringBack(true));
part("close").addEventListener("click", () => location.reload());
if (part("prepare")) part("prepare").addEventListener("submit", prepare);
document.querySelectorAll("[data-erase]").forEach((button) => button.addEventListener("click", async () => {
  await erase();
  location.reload();
}));
addEventListener("online", showNetwork);
addEventListener("offline", showNetwork);
addEventListener("pointerdown", stayAwake);
addEventListener("keydown", stayAwake);
setInterval(checkAge, MINUTE);
start();
