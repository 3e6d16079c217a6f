/**
 * Calls `stop` once on a signal, or when the process that started this one is gone.
 * The second signal of an impatient person changes nothing: stopping is already under way, and quick.
 */
export function onStop(stop: () => void): void {
  let stopping = false;
  const once = (): void => {
    if (stopping) return;
    stopping = true;
    stop();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, once);
  process.on("disconnect", once);
  // The channel must not keep alive a script that has nothing left to do.
  process.channel?.unref();
}
