/** Keeps where one is in a course, so that another device goes on there. Written only where it is news. */
import { keep } from "../../ui/outbox";

export default function keepPlace(element: HTMLElement): void {
  const { enrolment, lesson, label } = element.dataset;
  void keep("learning.place_kept", { enrolment, lesson }, label).catch(() => undefined); // a device that keeps nothing
}
