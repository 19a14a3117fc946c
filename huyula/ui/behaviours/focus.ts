/** Brings the reader to what was wrong. */
export default function focus(element: HTMLElement): void {
  element.focus();
}
