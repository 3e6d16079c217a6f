import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/errors";
import { sessionQuery } from "../api/session";

/** The cache of what the server said. */
export function makeQueryClient(): QueryClient {
  // What a person may do has changed under the page: learn it anew, so that it stops offering the rest.
  const onError = (error: unknown) => {
    if (error instanceof ApiError && error.code === "FORBIDDEN") void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays a refusal; only a missing or overloaded server is worth asking again.
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
      },
    },
  });
  return client;
}
