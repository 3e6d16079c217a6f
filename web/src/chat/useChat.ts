import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { bindCache } from "./commands";
import { openChat } from "./store";

/** Keeps the signed-in person's conversation open, on whichever page they are. */
export function useOpenChat(userId: string): void {
  const client = useQueryClient();
  useEffect(() => {
    bindCache(client);
    openChat(userId);
  }, [client, userId]);
}
