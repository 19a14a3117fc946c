/** What the device keeps in IndexedDB: events until the server has given a receipt, and drafts of long forms. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { uuid7 } from "./ids";

/** What goes to the server; exactly these fields are hashed there. */
export interface Event {
  id: string;
  user: string;
  kind: string;
  made_at: string;
  sequence: number;
  body: unknown;
}

/** An event as it lies on the device: `waiting` is sent again, `refused` waits for its author. */
export interface Kept extends Event {
  state: "waiting" | "refused";
  label: string;
  page: string;
  code?: string;
  detail?: string;
}

export interface Draft {
  key: string;
  user: string;
  kept_at: string;
  fields: [string, string][];
  is_sent: boolean;
}

interface Schema extends DBSchema {
  events: { key: string; value: Kept; indexes: { in_order: number } };
  drafts: { key: string; value: Draft };
  device: { key: string; value: number | string };
}

let opened: Promise<IDBPDatabase<Schema>> | undefined;

export function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>("huyula", 1, {
    upgrade(db) {
      db.createObjectStore("events", { keyPath: "id" }).createIndex("in_order", "sequence", { unique: true });
      db.createObjectStore("drafts", { keyPath: "key" });
      db.createObjectStore("device");
    },
    blocking: (_now, _later, event) => (event.target as IDBDatabase).close(),
    terminated: () => (opened = undefined),
  });
  return opened;
}

/** Writes an event with the next number of this device, and returns once it lies on the disk. */
export async function put(made: { user: string; kind: string; body: unknown; label: string; page: string }): Promise<Kept> {
  const tx = (await database()).transaction(["events", "device"], "readwrite", { durability: "strict" });
  const sequence = Number((await tx.objectStore("device").get("sequence")) ?? 0) + 1;
  const now = Date.now();
  const kept: Kept = { id: uuid7(now), made_at: new Date(now).toISOString(), sequence, state: "waiting", ...made };
  await Promise.all([tx.objectStore("device").put(sequence, "sequence"), tx.objectStore("events").add(kept), tx.done]);
  return kept;
}

export async function all(): Promise<Kept[]> {
  return (await database()).getAllFromIndex("events", "in_order");
}

export async function change(kept: Kept): Promise<void> {
  await (await database()).put("events", kept);
}

export async function drop(id: string): Promise<void> {
  await (await database()).delete("events", id);
}

/** Remembers who was last signed in here, for pages that are shown without the server. */
export async function remember(user: string): Promise<void> {
  await (await database()).put("device", user, "user");
}

export async function lastUser(): Promise<string> {
  return String((await (await database()).get("device", "user")) ?? "");
}

export async function keepDraft(draft: Draft): Promise<void> {
  await (await database()).put("drafts", draft);
}

export async function draftOf(key: string, user: string): Promise<Draft | undefined> {
  const draft = await (await database()).get("drafts", key);
  return draft?.user === user ? draft : undefined;
}

/** Forgets drafts that were handed in: called by the first page that the server shows this user afterwards. */
export async function dropSentDrafts(user: string): Promise<void> {
  const db = await database();
  const sent = (await db.getAll("drafts")).filter((draft) => draft.is_sent && draft.user === user);
  await Promise.all(sent.map((draft) => db.delete("drafts", draft.key)));
}
