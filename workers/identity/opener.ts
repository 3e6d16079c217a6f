/** A session for somebody whom we know by other means than a password: a wallet, a provider, a passkey. */
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import type { BetterAuthPlugin } from "better-auth/types";
import * as z from "zod";

/** Opens a session under this path, whose hooks of the library then run. In process alone, like all of the library here. */
const opening = (path: string) =>
  createAuthEndpoint(path, { method: "POST", body: z.object({ userId: z.string() }) }, async (context) => {
    const { internalAdapter } = context.context;
    const user = await internalAdapter.findUserById(context.body.userId);
    if (user === null) throw new APIError("UNAUTHORIZED");
    const session = await internalAdapter.createSession(user.id);
    await setSessionCookie(context, { session, user });
    return context.json({ token: session.token, user: { id: user.id, name: user.name, email: user.email } });
  });

export const opener = {
  id: "opener",
  endpoints: {
    /** Under a path that the library's second factor guards: where the person has one, its challenge is what is answered. */
    openSession: opening("/sign-in/username"),
    /** For what is two factors by itself: a passkey whose device verified its person. */
    openVerifiedSession: opening("/pilothouse/verified"),
  },
} satisfies BetterAuthPlugin;
