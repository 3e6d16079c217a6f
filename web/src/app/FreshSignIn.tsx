import { Suspense, lazy, useEffect } from "react";
import { onFreshNeeded } from "../api/fresh";
import { useStore } from "../ui/store";
import { askFresh, freshStore } from "./freshState";

const FreshDialog = lazy(() => import("../settings/FreshDialog").then(({ FreshDialog: dialog }) => ({ default: dialog })));

/** Where the server wants to be sure who acts, the person is asked here, and the act goes on by itself. */
export function FreshSignIn() {
  const answer = useStore(freshStore);
  useEffect(() => {
    onFreshNeeded(askFresh);
    return () => onFreshNeeded(null);
  }, []);
  return answer ? (
    <Suspense>
      <FreshDialog answer={answer} />
    </Suspense>
  ) : null;
}
