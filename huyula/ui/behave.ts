/** Finds `data-behaviour="name other-name"` and loads the module of each name, once, and only where it is used. */
export type Behaviour = (element: HTMLElement) => void;

const modules = import.meta.glob<{ default: Behaviour }>("../*/behaviours/*.ts");
const loaders = new Map(Object.entries(modules).map(([path, load]) => [path.split("/").at(-1)!.slice(0, -".ts".length), load]));
const done = new WeakMap<HTMLElement, Set<string>>();

export function behave(root: HTMLElement): void {
  const marked = [...root.querySelectorAll<HTMLElement>("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) marked.unshift(root);
  for (const element of marked) {
    for (const name of element.dataset["behaviour"]!.split(/\s+/)) void begin(element, name);
  }
}

async function begin(element: HTMLElement, name: string): Promise<void> {
  const begun = done.get(element) ?? new Set();
  if (begun.has(name)) return;
  done.set(element, begun.add(name));
  const load = loaders.get(name);
  if (!load) return console.error(`No behaviour is called ${name}.`);
  (await load()).default(element);
  element.dataset["behaves"] = [...begun].join(" ");
}
