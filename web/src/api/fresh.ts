type Ask = () => Promise<boolean>;

let ask: Ask | null = null;
let asked: Promise<boolean> | null = null;

/** Who asks, once for the console, a person to confirm who they are; null takes them away again. */
export function onFreshNeeded(next: Ask | null): void {
  ask = next;
}

/** Whether the person confirmed who they are. Calls that need it at the same time share one question. */
export function confirmFresh(): Promise<boolean> {
  if (!ask) return Promise.resolve(false);
  asked ??= ask().finally(() => {
    asked = null;
  });
  return asked;
}
