/** What lies on this device and was not taken over yet, what was refused and why, and what to do about each. */
import { discard, hear, mine, send, user, wayNow } from "../outbox";
import { all, lastUser, type Kept } from "../store";

export default function list(element: HTMLElement): void {
  const templates = new Map([...element.querySelectorAll("template")].map((template) => [template.dataset["state"]!, template]));
  const show = async (): Promise<void> => {
    const owner = user() || (await lastUser());
    const [kept, everything] = [await mine(owner), await all()];
    element.querySelector("[data-items]")!.replaceChildren(...kept.map((event) => row(templates.get(event.state)!, event)));
    toggle(element, "[data-none]", kept.length === 0);
    toggle(element, "[data-some]", kept.length > 0);
    toggle(element, "[data-sign-in]", wayNow() === "signed-out" || (!user() && navigator.onLine));
    toggle(element, "[data-others]", everything.length > kept.length);
    element.querySelectorAll("[data-others-count]").forEach((place) => (place.textContent = String(everything.length - kept.length)));
  };
  element.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]") : null;
    if (button?.dataset["act"] === "send") void send().then(show);
    if (button?.dataset["act"] === "discard" && confirm(button.dataset["question"])) void discard(button.dataset["id"]!).then(show);
  });
  hear(() => void show());
  void show();
}

function row(template: HTMLTemplateElement, kept: Kept): DocumentFragment {
  const copy = template.content.cloneNode(true) as DocumentFragment;
  const made = new Date(kept.made_at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const words: Record<string, string> = { label: kept.label, made, reason: kept.detail ?? "" };
  for (const place of copy.querySelectorAll<HTMLElement>("[data-word]")) place.textContent = words[place.dataset["word"]!] ?? "";
  for (const link of copy.querySelectorAll<HTMLAnchorElement>("a[data-page]")) link.href = kept.page;
  for (const button of copy.querySelectorAll<HTMLElement>("[data-act]")) button.dataset["id"] = kept.id;
  return copy;
}

function toggle(element: HTMLElement, selector: string, isShown: boolean): void {
  element.querySelectorAll<HTMLElement>(selector).forEach((part) => (part.hidden = !isShown));
}
