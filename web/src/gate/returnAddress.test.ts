import { expect, test } from "vitest";
import { returnAddress } from "./returnAddress";

test("an address of our own is kept with its query", () => {
  expect(returnAddress("/leads?q=acme&status=new")).toBe("/leads?q=acme&status=new");
});

test("anything that leads elsewhere goes home", () => {
  for (const address of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/sign-in", null, 5]) {
    expect(returnAddress(address)).toBe("/");
  }
});
