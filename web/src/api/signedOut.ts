let listener: (() => void) | null = null;

/** Who is told, once for the console, that a request was refused for want of a session. */
export function onSignedOut(tell: () => void): void {
  listener = tell;
}

/** Asking for the session itself, or signing in, may answer 401 without anything having ended. */
export function announceSignedOut(path: string): void {
  if (path !== "/api/v1/session" && !path.startsWith("/api/v1/session/")) listener?.();
}
