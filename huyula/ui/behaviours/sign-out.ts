/** Whoever signs out with something that is only on this device is told so first. */
import { mine } from "../outbox";

export default function signOut(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  let isSure = false;
  form.addEventListener("submit", (event) => {
    if (isSure) return;
    event.preventDefault();
    void mine().then((kept) => {
      const warning = (form.dataset["warning"] ?? "").replace("{n}", String(kept.length));
      isSure = kept.length === 0 || confirm(warning);
      if (isSure) form.requestSubmit();
    }, () => ((isSure = true), form.requestSubmit()));
  });
}
