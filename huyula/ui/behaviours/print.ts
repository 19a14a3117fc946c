/** Opens the print dialog of the device. */
export default function print(element: HTMLElement): void {
  element.addEventListener("click", () => window.print());
}
