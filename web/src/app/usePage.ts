import { useEffect, useRef } from "react";

let firstPage = true;

/**
 * Titles the window and moves focus to the page's heading, so that a route change is heard and the next
 * Tab starts from the top. The first page of a visit leaves focus where the browser put it, and a page
 * with an input to begin with (`focus: false`) puts it there.
 */
export function usePage(title: string, { focus = true } = {}): React.RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Pilothouse`;
  }, [title]);
  useEffect(() => {
    // Later, so that the double mount of a development build counts as one page.
    const timer = setTimeout(() => {
      if (!firstPage && focus) heading.current?.focus({ preventScroll: true });
      firstPage = false;
    });
    return () => clearTimeout(timer);
  }, [focus]);
  return heading;
}
