// As much of IndexedDB as offline/database.js uses, in memory; everything is copied, as browsers do.

export class FakeIndexedDb {
  #stores = new Map();

  open() {
    const fresh = this.#stores.size === 0;
    const request = new EventTarget();
    request.result = {
      createObjectStore: (name, { keyPath }) =>
        this.#stores.set(name, { keyPath, rows: new Map() }),
      transaction: (name) => this.#transaction(name),
      close() {},
    };
    queueMicrotask(() => {
      if (fresh) request.dispatchEvent(new Event("upgradeneeded"));
      request.dispatchEvent(new Event("success"));
    });
    return request;
  }

  #transaction(name) {
    const transaction = new EventTarget();
    const { keyPath, rows } = this.#stores.get(name);
    const answer = (result) => {
      const request = new EventTarget();
      request.result = result;
      setTimeout(() => {
        request.dispatchEvent(new Event("success"));
        transaction.dispatchEvent(new Event("complete"));
      });
      return request;
    };
    transaction.objectStore = () => ({
      getAll: () => answer([...rows.values()].map((row) => ({ ...row }))),
      put: (row) => answer(rows.set(row[keyPath], { ...row })),
      delete: (key) => answer(rows.delete(key)),
      clear: () => answer(rows.clear()),
    });
    return transaction;
  }
}
