import { useEffect, useLayoutEffect, useRef, useState } from "react";

/** A reader this close to the end is following it. Pixels. */
const NEAR_PX = 48;

/** Keeps a growing log at its end while the reader is there, and leaves it alone once they scrolled up. */
export function useStickToEnd(growing: unknown) {
  const ref = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [atEnd, setAtEnd] = useState(true);
  const toEnd = () => {
    following.current = true;
    ref.current?.scrollTo({ top: ref.current.scrollHeight });
    setAtEnd(true);
  };
  useLayoutEffect(() => {
    if (following.current) ref.current?.scrollTo({ top: ref.current.scrollHeight });
  }, [growing]);
  useEffect(() => {
    // A card that opens, or a window that shrinks, moves the end as well.
    const log = ref.current;
    const content = log?.firstElementChild;
    if (!log || !content) return;
    const observer = new ResizeObserver(() => {
      if (following.current) log.scrollTo({ top: log.scrollHeight });
    });
    observer.observe(content);
    observer.observe(log);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const log = ref.current;
    if (!log) return;
    following.current = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
    setAtEnd(following.current);
  };
  return { ref, atEnd, toEnd, onScroll };
}
