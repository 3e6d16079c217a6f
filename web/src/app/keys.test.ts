import { expect, test } from "vitest";
import { type KeyPress, NO_KEYS, readKey } from "./keys";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
const calm = { now: 0, typing: false, singleKeys: true };

test("a letter is itself", () => {
  expect(readKey(NO_KEYS, press("j"), calm).name).toBe("j");
  expect(readKey(NO_KEYS, press("?", { shiftKey: true }), calm).name).toBe("?");
});

test("g waits for its second letter, but not for ever", () => {
  const { name, state } = readKey(NO_KEYS, press("g"), calm);
  expect(name).toBeNull();
  expect(readKey(state, press("l"), { ...calm, now: 500 }).name).toBe("g l");
  expect(readKey(state, press("l"), { ...calm, now: 5_000 }).name).toBe("l");
});

test("the Shift key on its way to a sign does not end the wait", () => {
  const { state } = readKey(NO_KEYS, press("g"), calm);
  expect(readKey(state, press("Shift", { shiftKey: true }), calm).state).toBe(state);
});

test("while somebody types only combinations and Escape count", () => {
  const typing = { ...calm, typing: true };
  expect(readKey(NO_KEYS, press("j"), typing).name).toBeNull();
  expect(readKey(NO_KEYS, press("k", { ctrlKey: true }), typing).name).toBe("mod+k");
  expect(readKey(NO_KEYS, press("K", { metaKey: true }), typing).name).toBe("mod+k");
  expect(readKey(NO_KEYS, press("Escape"), typing).name).toBe("escape");
});

test("single letters can be switched off", () => {
  expect(readKey(NO_KEYS, press("j"), { ...calm, singleKeys: false }).name).toBeNull();
});

test("Alt belongs to the browser and to other alphabets", () => {
  expect(readKey(NO_KEYS, press("j", { altKey: true }), calm).name).toBeNull();
});
