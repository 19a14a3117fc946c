/**
 * The outbox: what a person does is first kept on the device, then shown, then sent; it counts as done with the server's
 * receipt alone. Events belong to one user and go out in the order in which this device made them.
 */
import { all, change, drop, put, type Event, type Kept } from "./store";

/** What the server answers to one event. `conflict`: its id was used with another body; `retry`, `wrong_user`: it waits. */
export interface Receipt {
  id: string;
  status: "accepted" | "repeated" | "refused" | "conflict" | "retry" | "wrong_user";
  code?: string;
  detail?: string;
  answer?: unknown;
}

/** What pages are told: that something was kept, that a receipt came, or that the way to the server changed. */
export type News = { is: "kept"; id: string } | { is: "receipt"; receipt: Receipt } | { is: "way"; way: Way };

/** `open`: nothing stands in the way; `closed`: no connection; `signed-out`: the server wants a sign-in first. */
export type Way = "open" | "closed" | "signed-out";

const BATCH = 50;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 300_000;
const LOCK = "huyula-outbox";

const listeners = new Set<(news: News) => void>();
const channel = "BroadcastChannel" in self ? new BroadcastChannel("huyula-outbox") : undefined;
let wait = FIRST_WAIT;
let timer: ReturnType<typeof setTimeout> | undefined;
let way: Way = "open";
let batch = BATCH;

/** The user that this page was made for; nothing is sent under another. */
export function user(): string {
  return document.documentElement.dataset["user"] ?? "";
}

/** Keeps what was done and returns once it lies on the disk; then tries to send. Raises where a device keeps nothing. */
export async function keep(kind: string, body: unknown, label: string = kind): Promise<Kept> {
  const kept = await put({ user: user(), kind, body, label, page: location.pathname + location.search });
  tell({ is: "kept", id: kept.id });
  void send().catch(nothing);
  return kept;
}

/** Hears of what happens to events, in this tab and in others. Returns the way to stop. */
export function hear(listener: (news: News) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function wayNow(): Way {
  return way;
}

export async function mine(owner: string = user()): Promise<Kept[]> {
  return (await all()).filter((kept) => kept.user === owner);
}

/** Takes a refused event off the device, by the will of its author. */
export async function discard(id: string): Promise<void> {
  await drop(id);
  tell({ is: "receipt", receipt: { id, status: "refused" } });
}

/** Sends what waits, one tab at a time. Does nothing when another tab is sending. */
export async function send(): Promise<void> {
  clearTimeout(timer);
  if (!user()) return;
  if (!navigator.locks) return sendAll(); // an address without https; the server counts twins once
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock) await sendAll();
    else again(FIRST_WAIT);
  });
}

/** Begins to send whenever there is reason to: at each page, when the line comes back, when the tab is looked at. */
export function start(): void {
  channel?.addEventListener("message", (message: MessageEvent<News>) => listeners.forEach((listener) => listener(message.data)));
  addEventListener("online", () => void send().catch(nothing));
  addEventListener("offline", () => setWay("closed"));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void send().catch(nothing));
  void send().catch(nothing);
}

async function sendAll(): Promise<void> {
  for (;;) {
    const waiting = (await mine()).filter((kept) => kept.state === "waiting").slice(0, batch);
    if (waiting.length === 0) return;
    const outcome = await sendSome(waiting);
    if (outcome === "again-later") return again((wait = Math.min(wait * 2, LONGEST_WAIT)));
    if (outcome === "stop") return;
    wait = FIRST_WAIT;
  }
}

/** Sends one batch; says whether to go on, to come again, or to wait for a sign-in. */
async function sendSome(waiting: Kept[]): Promise<"on" | "again-later" | "stop"> {
  try {
    const token = await freshToken();
    if (token === undefined) return setWay("signed-out"), "stop";
    const response = await fetch("/api/v1/events/", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ events: waiting.map(bare) }),
    });
    if (response.status === 401 || response.status === 403) return setWay("signed-out"), "stop";
    if (response.status === 413 || response.status === 422 || response.status === 400) return await smaller(waiting, response);
    if (!response.ok) return setWay("closed"), "again-later";
    setWay("open");
    return await settle(waiting, ((await response.json()) as { receipts: Receipt[] }).receipts);
  } catch {
    return setWay("closed"), "again-later";
  }
}

/** Asks for a fresh CSRF token; undefined if nobody, or somebody else, is signed in. */
async function freshToken(): Promise<string | undefined> {
  const response = await fetch("/api/v1/csrf", { credentials: "same-origin", cache: "no-store", headers: { Accept: "application/json" } });
  if (response.status === 401 || response.status === 403) return undefined;
  if (!response.ok) throw new Error(`csrf ${response.status}`);
  const answer = (await response.json()) as { token: string; user?: string | null };
  return answer.user === undefined || answer.user === user() ? answer.token : undefined;
}

/** A batch that the server can't read as a whole goes out one by one, so that one bad event holds up no other. */
async function smaller(waiting: Kept[], response: Response): Promise<"on"> {
  if (waiting.length > 1) {
    batch = 1;
    return "on";
  }
  const said = (await response.json().catch(() => ({}))) as { code?: string; detail?: unknown };
  const detail = typeof said.detail === "string" ? said.detail : `HTTP ${response.status}`;
  await settle(waiting, [{ id: waiting[0]!.id, status: response.status === 422 ? "conflict" : "refused", code: said.code ?? "UNREADABLE", detail }]);
  return "on";
}

/** Carries out what the receipts say. An event without a receipt, or with `retry`, keeps waiting. */
async function settle(waiting: Kept[], receipts: Receipt[]): Promise<"on" | "again-later"> {
  if (receipts.some((receipt) => receipt.status === "wrong_user")) setWay("signed-out");
  let settled = 0;
  for (const receipt of receipts) {
    const kept = waiting.find((candidate) => candidate.id === receipt.id);
    if (!kept || receipt.status === "retry" || receipt.status === "wrong_user") continue;
    if (receipt.status === "accepted" || receipt.status === "repeated") await drop(kept.id);
    else await change({ ...kept, state: "refused", code: receipt.code ?? receipt.status, detail: receipt.detail ?? "" });
    settled += 1;
    tell({ is: "receipt", receipt });
  }
  return settled > 0 ? "on" : "again-later";
}

/** Only what the server is to see: label and page stay on the device. */
function bare({ id, user, kind, made_at, sequence, body }: Kept): Event {
  return { id, user, kind, made_at, sequence, body };
}

/** A device that keeps nothing (a private window of some browsers) has nothing to send either. */
function nothing(): void {}

function again(after: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void send().catch(nothing), after * (0.75 + Math.random() / 2));
}

function setWay(now: Way): void {
  if (now === way) return;
  way = now;
  tell({ is: "way", way });
}

function tell(news: News): void {
  listeners.forEach((listener) => listener(news));
  channel?.postMessage(news);
}
