// Questions that tests ask of a page. Evaluated as one expression that gives an object of functions.
(() => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const named = (element) => element.outerHTML.slice(0, 90);

  /** Texts below 16 px. */
  const smallLetters = () =>
    [...document.querySelectorAll("body *")]
      .filter((one) => seen(one) && one.tagName !== "TITLE")
      .filter((one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
      .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 16)
      .map(named);

  /** Targets below 44 px, without links in sentences (WCAG 2.5.8 excepts them) and with the label counted to its box. */
  const smallTargets = () =>
    [...document.querySelectorAll("button, summary, select, input:not([type=hidden]), textarea, a[href]")]
      .filter((one) => seen(one) && !(one.matches("a:not(.btn, .way, .brand)") && one.closest("p, li, h3, td, th, .alert")))
      .map((one) => [one, (one.closest("label, .skip") ?? one).getBoundingClientRect()])
      .filter(([one, box]) => box.width > 0 && Math.min(box.width, box.height) < 43.5 && !one.matches(".skip"))
      .map(([one, box]) => `${named(one)} ${Math.round(box.width)} x ${Math.round(box.height)}`);

  /** How many stops the keyboard should make: one per thing that can be used, one per group of radios. */
  const stops = () => {
    const groups = new Set();
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
      .filter((one) => seen(one) && !one.disabled && one.type !== "hidden")
      .filter((one) => one.type !== "radio" || (!groups.has(one.name) && groups.add(one.name))).length;
  };

  /** A number for where the focus is. */
  const stop = () => {
    window.stopsMade ??= new Map();
    if (!window.stopsMade.has(document.activeElement)) window.stopsMade.set(document.activeElement, window.stopsMade.size);
    return window.stopsMade.get(document.activeElement);
  };

  /** What has the focus and doesn't show it: covered, out of the window, or without a ring around it or its label. */
  const unseenFocus = () => {
    const one = document.activeElement;
    if (!one || one === document.body || one.id === "main") return null;
    const whole = one.closest("label, .file-input") ?? one;
    const ringed = [one, one.nextElementSibling, whole].filter(Boolean).map((part) => getComputedStyle(part));
    const hasRing = ringed.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    const box = one.getBoundingClientRect();
    const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 12), 0), innerWidth - 1);
    const y = box.top + box.height / 2;
    if (y < 0 || y > innerHeight) return `out of sight: ${named(one)}`;
    const top = document.elementFromPoint(x, y);
    const isOnTop = whole.contains(top) || top?.contains(one);
    return hasRing && isOnTop ? null : `${hasRing ? "covered" : "without a ring"}: ${named(one)}`;
  };

  /** What still moves. */
  const moving = () =>
    [...document.querySelectorAll("*")]
      .map((one) => [one, getComputedStyle(one)])
      .filter(([, style]) => parseFloat(style.transitionDuration) > 0.001 || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0.001))
      .map(([one]) => named(one));

  return { smallLetters, smallTargets, stops, stop, unseenFocus, moving };
})();
