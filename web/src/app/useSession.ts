import { useSuspenseQuery } from "@tanstack/react-query";
import { type Session, sessionQuery } from "../api/session";

/** The signed-in person's session; the console's routes load it before anything renders. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}
