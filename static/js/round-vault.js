"use strict";
// What a device keeps of a half-day, closed with a code. The code opens the key (PBKDF2), the key closes the rest
// (AES-GCM); the open key lives in this page alone. docs/decisions says what this protects from, and what not.

const BASE = "tournee";
const DRAWERS = ["vault", "kept", "acts"];
const ITERATIONS = 600000;
const MOST_TRIES = 5;
let key = null;

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(BASE, 1);
    asked.onupgradeneeded = () => DRAWERS.forEach((name) => asked.result.createObjectStore(name));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function inDrawer(name, mode, act) {
  const base = await opened();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(name, mode, { durability: "strict" });
    const asked = act(transaction.objectStore(name));
    transaction.oncomplete = () => { base.close(); resolve(asked.result); };
    transaction.onabort = () => { base.close(); reject(transaction.error); };
  });
}

const readOne = (name, which) => inDrawer(name, "readonly", (drawer) => drawer.get(which));
const readAll = (name) => inDrawer(name, "readonly", (drawer) => drawer.getAll());
const keep = (name, which, value) => inDrawer(name, "readwrite", (drawer) => drawer.put(value, which));
const forget = (name, which) => inDrawer(name, "readwrite", (drawer) => drawer.delete(which));

async function erase() {
  key = null;
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(BASE);
    asked.onsuccess = asked.onerror = asked.onblocked = resolve;
  });
  await caches.delete(BASE);
  const worker = await navigator.serviceWorker.getRegistration();
  if (worker) await worker.unregister();
}

async function lockOf(code, salt, iterations) {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

async function closeWith(code, about) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const lock = await lockOf(code, salt, ITERATIONS);
  const wrapped = await crypto.subtle.wrapKey("raw", key, lock, { name: "AES-GCM", iv });
  await keep("vault", "vault", { ...about, salt, iv, wrapped, iterations: ITERATIONS, tries: 0 });
}

// How many tries are left, none once everything was erased; null when it is open.
async function openWith(code) {
  const vault = await readOne("vault", "vault");
  const tries = vault.tries + 1;
  await keep("vault", "vault", { ...vault, tries }); // counted before it is tried: leaving in the middle is a try
  const lock = await lockOf(code, vault.salt, vault.iterations);
  const how = { name: "AES-GCM", iv: vault.iv };
  const all = ["encrypt", "decrypt"];
  try {
    key = await crypto.subtle.unwrapKey("raw", vault.wrapped, lock, how, "AES-GCM", false, all);
  } catch {
    if (tries >= MOST_TRIES) await erase();
    return MOST_TRIES - tries;
  }
  await keep("vault", "vault", { ...vault, tries: 0 });
  return null;
}

async function sealed(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(value));
  return { iv, text: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text) };
}

async function unsealed({ iv, text }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, text);
  return JSON.parse(new TextDecoder().decode(plain));
}
