// Keeps the shell of the app and the last plan of today, for times without a connection. SHELL and VERSION stand above.
"use strict";
const FILES = `equipoise-${VERSION}`, TODAY = "equipoise-today", PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("equipoise-") && ![FILES, TODAY].includes(name)) await caches.delete(name);
    await self.clients.claim();
  })());
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === "/today") event.respondWith(today(event));
  else if (SHELL.includes(url.pathname)) event.respondWith(shell(event.request));
  else if (event.request.mode === "navigate") event.respondWith(fetch(event.request).catch(() => caches.match("/offline")));
});

async function shell(request) {
  const url = new URL(request.url);
  return (await caches.match(url.pathname, { cacheName: FILES })) || fetch(request);
}

async function today(event) {
  const asked = fetch(event.request).then((answer) => {
    event.waitUntil(judge(answer.clone()));
    return answer;
  });
  const kept = await caches.match("/today", { cacheName: TODAY });
  if (!kept) return asked.catch(() => caches.match("/offline"));
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([asked.catch(() => null), late]);
  return !answer || answer.status >= 500 ? marked(kept) : answer;
}

// A page of somebody who is logged in is kept; whoever is not logged in finds nothing that was kept.
async function judge(answer) {
  if (answer.ok && !answer.redirected && answer.type === "basic") {
    const headers = new Headers(answer.headers);
    headers.set("X-Kept", String(Date.now()));
    await (await caches.open(TODAY)).put("/today", new Response(await answer.text(), { headers }));
  } else if (answer.type === "opaqueredirect" || answer.redirected || [401, 403].includes(answer.status)) await caches.delete(TODAY);
}

async function marked(kept) {
  const text = await kept.text(), at = kept.headers.get("X-Kept") || "";
  return new Response(text.replace('data-kept=""', `data-kept="${at}"`), { headers: kept.headers });
}
