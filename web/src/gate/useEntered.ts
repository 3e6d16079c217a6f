import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type Session, sessionQuery } from "../api/session";

/** Takes up a session that was just opened, and goes on where the person wanted to be. */
export function useEntered(): (session: Session, address?: string) => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async (session, address = "/") => {
    client.clear();
    client.setQueryData(sessionQuery.queryKey, session);
    // An app's request is answered by the Worker, not by a page of the console.
    if (address.startsWith("/oauth/")) window.location.replace(address);
    else await router.navigate({ href: address, replace: true });
  };
}
