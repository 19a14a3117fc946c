/** A long form is kept on the device while it is written, and is there again after a break or a lost line. */
import { pairs, write } from "../forms";
import { user } from "../outbox";
import { draftOf, keepDraft } from "../store";

const A_MOMENT = 400;

export default function keepDraftOf(element: HTMLElement): void {
  const form = element as HTMLFormElement;
  const key = `${user()}:${form.dataset["draft"] ?? form.id}:${location.pathname}`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = (is_sent: boolean): Promise<void> =>
    keepDraft({ key, user: user(), kept_at: new Date().toISOString(), fields: pairs(form), is_sent });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void keep(false).then(() => say(form, "kept")), A_MOMENT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    void keep(true);
  });
  if (form.querySelector("[aria-invalid=true]")) return;
  void draftOf(key, user()).then((draft) => {
    if (!draft) return;
    write(form, draft.fields);
    say(form, "restored");
  });
}

/** The note of the form (macro `draft_note`) holds both sentences. */
function say(form: HTMLFormElement, key: "kept" | "restored"): void {
  const note = form.querySelector<HTMLElement>("[data-draft-note]");
  if (!note) return;
  note.hidden = false;
  note.textContent = note.dataset[key] ?? "";
}
