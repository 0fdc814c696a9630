// What this browser keeps of recordings until the server has them: takes of a form that is not sent
// yet ("takes", "forms"), and recordings that wait to be sent ("waiting").

const NAME = "lectern-recordings";
const KEYS = { takes: "key", forms: "page", waiting: "key" };

export async function all(store) {
  return await inStore(store, "readonly", (kept) => kept.getAll());
}

export async function put(store, value) {
  await inStore(store, "readwrite", (kept) => kept.put(value));
}

export async function remove(store, key) {
  await inStore(store, "readwrite", (kept) => kept.delete(key));
}

// Deletes everything, of everybody who uses this browser.
export async function forgetAll() {
  for (const store of Object.keys(KEYS)) {
    await inStore(store, "readwrite", (kept) => kept.clear());
  }
}

async function inStore(store, mode, act) {
  const database = await opened();
  try {
    const transaction = database.transaction(store, mode);
    const answer = answered(act(transaction.objectStore(store)));
    const done = new Promise((resolve, reject) => {
      transaction.addEventListener("complete", resolve);
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
    await done;
    return await answer;
  } finally {
    database.close();
  }
}

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.addEventListener("upgradeneeded", () => {
    for (const [store, keyPath] of Object.entries(KEYS)) {
      request.result.createObjectStore(store, { keyPath });
    }
  });
  return answered(request);
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
