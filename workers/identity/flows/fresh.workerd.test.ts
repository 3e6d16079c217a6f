import { expect, test } from "vitest";
import { operations } from "../../operations";
import { makePerson, PASSWORD, signedIn } from "../../../test/people";
import { sendOperation } from "../../../test/operations";

const DANGEROUS = ["identity.second_factor.disable", "identity.wallets.link", "identity.wallets.unlink", "identity.passkeys.create", "identity.passkeys.delete", "identity.providers.unlink"];

test("what opens an account in another way, or makes it easier to open, asks who signed in long ago to confirm who they are", async () => {
  const me = await signedIn(await makePerson());
  const real = Date.now;
  try {
    Date.now = () => real() + 11 * 60_000;
    for (const op of operations.filter(({ id }) => DANGEROUS.includes(id))) {
      const answer = await sendOperation(me, op, await op.fixture(() => Promise.reject(new Error("makes nothing"))));
      expect([op.id, answer.status, answer.body.error.code]).toEqual([op.id, 403, "FRESH_SIGN_IN_REQUIRED"]);
    }
    const confirmed = await me.post("/api/v1/session/confirm", { password: PASSWORD });
    expect(confirmed.status).toBeLessThan(300);
  } finally {
    Date.now = real;
  }
});
