import { createStore } from "../ui/store";

/** The question whether the person is who they were, while it is open; answered once. */
export const freshStore = createStore<((confirmed: boolean) => void) | null>(null);

export function askFresh(): Promise<boolean> {
  return new Promise((resolve) => {
    freshStore.set(() => (confirmed: boolean) => {
      freshStore.set(null);
      resolve(confirmed);
    });
  });
}
