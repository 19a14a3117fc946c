/**
 * A form whose submission is an event: kept on the device, then shown as kept, green with the server's receipt alone.
 * `data-kind` names the event, `data-label` says in words what it is, `data-then` is where an accepted one leads.
 */
import { bodyOf, controls, write } from "../forms";
import { hear, keep, mine, type Receipt } from "../outbox";
import type { Kept } from "../store";

type Shown = "device" | "accepted" | "refused";

export default function outboxForm(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const kind = form.dataset["kind"]!;
  let current = "";

  hear((news) => {
    if (news.is === "receipt" && news.receipt.id === current) settle(form, news.receipt);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = bodyOf(form);
    keep(kind, body, form.dataset["label"] ?? kind).then(
      (kept) => {
        current = kept.id;
        show(form, "device");
      },
      () => form.submit(), // a device that keeps nothing sends as forms always did
    );
  });
  void mine().then((events) => {
    const last = events.filter((kept) => kept.kind === kind && isAbout(form, kept)).at(-1);
    if (!last || current) return;
    current = last.id;
    write(form, Object.entries(last.body as Record<string, string | string[]>).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])));
    show(form, last.state === "refused" ? "refused" : "device", last.detail);
  });
}

function settle(form: HTMLFormElement, receipt: Receipt): void {
  if (receipt.status !== "accepted" && receipt.status !== "repeated") return show(form, "refused", receipt.detail);
  show(form, "accepted");
  form.dispatchEvent(new CustomEvent("huyula:accepted", { bubbles: true, detail: receipt }));
  const then = (receipt.answer as { address?: string } | undefined)?.address ?? form.dataset["then"];
  if (then) location.assign(then);
}

/** Whether an event was made by this form: its hidden fields say what the form is about. */
function isAbout(form: HTMLFormElement, kept: Kept): boolean {
  const body = kept.body as Record<string, unknown>;
  const hidden = controls(form).filter((field) => field.type === "hidden");
  return hidden.every((field) => body[field.name] === field.value);
}

function show(form: HTMLFormElement, shown: Shown, reason: string = ""): void {
  form.dataset["outbox"] = shown;
  for (const part of form.querySelectorAll<HTMLElement>("[data-outbox-status] [data-when]")) part.hidden = part.dataset["when"] !== shown;
  for (const place of form.querySelectorAll<HTMLElement>("[data-reason]")) place.textContent = reason;
}
