/** A short word goes away by itself. */
export default function toast(element: HTMLElement): void {
  if (element.closest("#toasts")) setTimeout(() => element.remove(), 6000);
}
