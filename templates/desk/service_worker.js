"use strict";
// The pages of the half-day open without network once they were kept; with it, they come from the server.

const DRAWER = "tournee";
const PATIENCE = 3000; // milliseconds: a network that answers no sooner is none

function soon(answer) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("too slow")), PATIENCE);
    answer.then(resolve, reject);
  });
}

async function networkElseKept(request) {
  const kept = await caches.match(request, { cacheName: DRAWER, ignoreSearch: true, ignoreVary: true });
  if (!kept) return fetch(request);
  try {
    return await soon(fetch(request));
  } catch {
    return kept;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const isOurs = event.request.method === "GET" && event.request.url.startsWith(self.location.origin);
  if (isOurs) event.respondWith(networkElseKept(event.request));
});
