// What is said without a connection waits in the browser, and is sent once there is one. Each thing has an id that is
// made here, so that the server counts it once however often it is sent.
"use strict";
const Waiting = (() => {
  const NAME = "equipoise", STORE = "waiting";
  const open = () => new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "order", autoIncrement: true });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  async function run(mode, work) {
    const base = await open();
    try {
      return await new Promise((done, fail) => {
        const change = base.transaction(STORE, mode), request = work(change.objectStore(STORE));
        change.oncomplete = () => done(request.result);
        change.onerror = change.onabort = () => fail(change.error);
      });
    } finally { base.close(); }
  }
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  function id() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // without https: the same, by hand (RFC 9562, version 4)
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const text = hex(bytes);
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
  }
  return {
    id,
    add: (item) => run("readwrite", (store) => store.add(item)),
    all: () => run("readonly", (store) => store.getAll()),
    drop: (order) => run("readwrite", (store) => store.delete(order)),
  };
})();
