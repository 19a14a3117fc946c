/** A form of filters sends itself when one is changed; its button is for those without script. */
export default function autosubmit(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  form.addEventListener("change", () => form.requestSubmit());
}
