import { Trans } from "@lingui/react/macro";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";

/** The next page: asked for when its button comes near, or is pressed. */
export function LoadMore({ list, label }: { list: UseInfiniteQueryResult; label: string }) {
  const button = useRef<HTMLButtonElement>(null);
  const more = useEffectEvent(() => {
    if (list.hasNextPage && !list.isFetching && !list.error) void list.fetchNextPage();
  });
  useEffect(() => {
    if (!button.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more(), { rootMargin: "600px" });
    observer.observe(button.current);
    return () => observer.disconnect();
    // A page that does not fill the screen leaves the button in sight: look again after each page.
  }, [list.hasNextPage, list.dataUpdatedAt]);
  if (!list.hasNextPage) return null;
  return (
    <div className="load-more">
      <button
        ref={button}
        type="button"
        className="button button-plain button-small"
        disabled={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {list.isFetchingNextPage ? <Trans>Loading…</Trans> : label}
      </button>
    </div>
  );
}
