// Keeps one value in the browser's storage under a name. A storage that is full or forbidden keeps
// nothing; the page then only has what the server has.

export function keptIn(storage, name) {
  return {
    read() {
      try {
        return JSON.parse(storage.getItem(name));
      } catch {
        return null;
      }
    },
    write(value) {
      try {
        storage.setItem(name, JSON.stringify(value));
      } catch {
        storage.removeItem(name);
      }
    },
    clear() {
      storage.removeItem(name);
    },
  };
}
