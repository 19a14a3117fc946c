/** A form that is sent twice acts once: each carries a key, and another one as soon as it says something else. */
import { uuid7 } from "./ids";

const FIELD = "idempotency_key";
const said = new WeakMap<HTMLFormElement, string>();

export function keyForms(): void {
  document.addEventListener("submit", (event) => mark(event.target as HTMLFormElement), { capture: true });
}

function mark(form: HTMLFormElement): void {
  if (form.method !== "post") return;
  const field = (form.elements.namedItem(FIELD) as HTMLInputElement | null) ?? form.appendChild(hidden());
  const now = wordsOf(form);
  if (said.get(form) === now) return;
  said.set(form, now);
  field.value = uuid7();
}

function wordsOf(form: HTMLFormElement): string {
  const pairs = [...new FormData(form)].filter(([name]) => name !== FIELD && name !== "csrfmiddlewaretoken");
  return JSON.stringify(pairs.map(([name, value]) => [name, value instanceof File ? [value.name, value.size] : value]));
}

function hidden(): HTMLInputElement {
  return Object.assign(document.createElement("input"), { type: "hidden", name: FIELD });
}
