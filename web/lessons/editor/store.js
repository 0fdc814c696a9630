// Keeps one value in the browser's storage under a name. A storage that is full or forbidden keeps
// nothing; the page then only has what the server has.

const QUIET_MS = 200; // a long lesson takes some 10 ms to write, too much for each letter

export function keptIn(storage, name) {
  let waiting = null; // {value} that is not written yet
  let timer = null;

  function writeNow() {
    clearTimeout(timer);
    timer = null;
    if (!waiting) return;
    const { value } = waiting;
    waiting = null;
    try {
      storage.setItem(name, JSON.stringify(value));
    } catch {
      storage.removeItem(name);
    }
  }

  globalThis.addEventListener?.("pagehide", writeNow);
  globalThis.document?.addEventListener("visibilitychange", writeNow);
  return {
    read() {
      if (waiting) return waiting.value;
      try {
        return JSON.parse(storage.getItem(name));
      } catch {
        return null;
      }
    },
    write(value) {
      waiting = { value };
      timer ??= setTimeout(writeNow, QUIET_MS);
      timer?.unref?.();
    },
    clear() {
      waiting = null;
      storage.removeItem(name);
    },
  };
}
