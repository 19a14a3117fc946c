/**
 * The head of a quiz: how much is answered, how much lies only on this device, how much time is left by the server's clock;
 * and handing in where there is no line.
 */
import { controls, isTick } from "../../ui/forms";
import { hear, wayNow } from "../../ui/outbox";

export default function quiz(head: HTMLElement): void {
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-kind='exams.answered']")];
  const handIn = document.querySelector<HTMLFormElement>("#hand-in-form");
  const shown = (): void => count(head, forms);
  forms.forEach((form) => {
    if (controls(form).some(isTick)) form.querySelector<HTMLElement>("[data-keep]")!.hidden = true;
    form.addEventListener("change", shown);
    new MutationObserver(shown).observe(form, { attributes: true, attributeFilter: ["data-outbox"] });
  });
  shown();
  hear(line);
  addEventListener("offline", line);
  addEventListener("online", line);
  line();
  if (handIn) new MutationObserver(() => freeze(forms, handIn)).observe(handIn, { attributes: true, attributeFilter: ["data-outbox"] });
  if (head.dataset["closes"]) clock(head, forms);
}

function count(head: HTMLElement, forms: HTMLFormElement[]): void {
  const done = forms.filter(isAnswered);
  const onDevice = forms.filter((form) => form.dataset["outbox"] === "device").length;
  part(head, "[data-done]").textContent = String(done.length);
  part<HTMLProgressElement>(head, "[data-bar]").value = done.length;
  part(head, "[data-device-only]").hidden = onDevice === 0;
  part(head, "[data-device-count]").textContent = String(onDevice);
  for (const form of forms) part(document, `[data-missing-place="${form.dataset["place"]!}"]`).hidden = isAnswered(form);
  part(document, "[data-missing-part]").hidden = done.length === forms.length;
}

/** Whether a form holds an answer that was not refused. */
function isAnswered(form: HTMLFormElement): boolean {
  if (form.dataset["outbox"] === "refused") return false;
  return controls(form).some((field) => field.type !== "hidden" && (isTick(field) ? field.checked : field.value.trim() !== ""));
}

/** Shows the way to the server's hand-in page, or, without a line, the one that is kept on the device. */
function line(): void {
  const isCut = !navigator.onLine || wayNow() === "closed";
  const isKept = document.querySelector<HTMLElement>("#hand-in-form")?.dataset["outbox"] !== undefined;
  part(document, "[data-online]").hidden = isCut || isKept;
  part(document, "[data-offline]").hidden = !isCut && !isKept;
}

/** What was handed in is not changed any more; a refused hand-in opens it again. */
function freeze(forms: HTMLFormElement[], handIn: HTMLFormElement): void {
  const isIn = handIn.dataset["outbox"] === "device" || handIn.dataset["outbox"] === "accepted";
  forms.forEach((form) => (form.inert = isIn));
  line();
}

/** Counts down by the server's clock: the device's is only used for how much time passes. */
function clock(head: HTMLElement, forms: HTMLFormElement[]): void {
  const answered = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
  const then = performance.timeOrigin + (answered?.responseStart ?? 0);
  const ahead = Date.parse(head.dataset["now"]!) - then;
  const closes = Date.parse(head.dataset["closes"]!);
  const said = new Set<string>();
  if (Math.abs(ahead) > 30_000) {
    part(head, "[data-device-closes]").textContent = new Date(closes - ahead).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    part(head, "[data-clock-differs]").hidden = false;
  }
  const tick = (): void => {
    const left = Math.ceil((closes - ahead - Date.now()) / 1000);
    part(head, "[data-left]").textContent = inWords(Math.max(0, left));
    if (left <= 300 && left > 60) say(head, said, "five");
    if (left <= 60 && left > 0) say(head, said, "one");
    if (left > 0) return;
    part(head, "[data-over]").hidden = false;
    if (left > -Number(head.dataset["grace"])) return;
    forms.forEach((form) => (form.inert = true));
    clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  tick();
}

function say(head: HTMLElement, said: Set<string>, what: "five" | "one"): void {
  if (said.has(what)) return;
  said.add(what);
  const place = part(head, "[data-time-said]");
  place.textContent = place.dataset[what]!;
}

function inWords(seconds: number): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function part<E extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): E {
  return root.querySelector<E>(selector)!;
}
