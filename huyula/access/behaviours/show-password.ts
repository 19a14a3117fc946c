/** A box that shows what is typed into the password field of its form: better than typing it twice. */
export default function showPassword(element: HTMLElement): void {
  const box = element as HTMLInputElement;
  const field = box.form?.elements.namedItem("password") as HTMLInputElement | null;
  box.closest<HTMLElement>("[hidden]")?.removeAttribute("hidden");
  box.addEventListener("change", () => field && (field.type = box.checked ? "text" : "password"));
}
