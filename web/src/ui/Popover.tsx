import { type ReactNode, useId, useRef, useState } from "react";

type Trigger = { popoverTarget: string; "aria-haspopup": "dialog"; onClick: (event: React.MouseEvent<HTMLElement>) => void };

/**
 * A native popover placed under the control that opens it. The browser does the light dismissal,
 * the Escape key and the return of focus. What is inside is made, and asks for what it shows, when it first opens.
 */
export function Popover({
  label,
  trigger,
  children,
}: {
  label: string;
  trigger: (props: Trigger) => ReactNode;
  children: (close: () => void) => ReactNode;
}) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState(false);
  const place = (event: React.MouseEvent<HTMLElement>) => {
    if (panel.current) placeBeside(panel.current, event.currentTarget.getBoundingClientRect());
  };
  return (
    <>
      {trigger({ popoverTarget: id, "aria-haspopup": "dialog", onClick: place })}
      <div ref={panel} id={id} popover="auto" role="dialog" aria-label={label} className="popover" onBeforeToggle={() => setOpened(true)}>
        {opened ? children(() => panel.current?.hidePopover()) : null}
      </div>
    </>
  );
}

const GAP_PX = 6;

/** Below where there is room, else above; never over the edge of the window. */
function placeBeside(panel: HTMLElement, anchor: DOMRect): void {
  const below = anchor.bottom + GAP_PX;
  const roomBelow = window.innerHeight - below;
  panel.style.left = `${Math.max(GAP_PX, Math.min(anchor.left, window.innerWidth - 300))}px`;
  if (roomBelow > 260 || roomBelow > anchor.top) {
    panel.style.top = `${below}px`;
    panel.style.bottom = "auto";
  } else {
    panel.style.top = "auto";
    panel.style.bottom = `${window.innerHeight - anchor.top + GAP_PX}px`;
  }
}
