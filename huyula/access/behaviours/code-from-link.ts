/** Takes a code from the part of the address behind #, which no server and no log ever sees, into the field. */
export default function codeFromLink(element: HTMLElement): void {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!/^[0-9A-Za-z-]{8,40}$/.test(code)) return;
  (element as HTMLInputElement).value = code;
  history.replaceState(null, "", location.pathname);
}
