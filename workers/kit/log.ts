/**
 * Structured logs: one JSON object a line. Events and ids, never data: the type refuses the fields in which
 * addresses, bodies and secrets have leaked elsewhere.
 */
type Forbidden = "token" | "secret" | "password" | "prompt" | "command" | "headers" | "body" | "email" | "name" | "phone" | "cookie" | "authorization" | "url" | "sql" | "params";

export type LogFields = { [field: string]: string | number | boolean | null | undefined } & { [field in Forbidden]?: never };

export type Logger = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** Logs the class and, for errors of the platform, the text of the root cause; drizzle's own message holds parameters and is left out. */
  error(event: string, error: unknown, fields?: LogFields): void;
};

const ERROR_TEXT_MAX = 300;

export function rootCause(error: unknown): string {
  let cause = error;
  for (let depth = 0; depth < 5 && cause instanceof Error && cause.cause !== undefined; depth++) cause = cause.cause;
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : typeof cause;
  return text.slice(0, ERROR_TEXT_MAX);
}

/** @param component the part that speaks, e.g. "gateway" */
export function logger(component: string): Logger {
  const line = (level: string, event: string, fields: LogFields) => JSON.stringify({ level, component, event, ...fields });
  return {
    info: (event, fields = {}) => console.log(line("info", event, fields)),
    warn: (event, fields = {}) => console.warn(line("warn", event, fields)),
    error: (event, error, fields = {}) => console.error(line("error", event, { ...fields, error: rootCause(error) })),
  };
}
