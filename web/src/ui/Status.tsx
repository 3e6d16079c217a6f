import type { ReactNode } from "react";

/** How far a status has come, from 0 to 1, or that it went no further. */
export type Progress = number | "closed";

/** A dial that fills with progress beside its word: shape and word say it, colour says nothing. */
export function Status({ progress, children }: { progress: Progress; children: ReactNode }) {
  return (
    <span className="status">
      <Dial progress={progress} />
      {children}
    </span>
  );
}

const RADIUS = 6;
/** A stroke twice as wide as its radius fills the whole disc, so that a dash of it is a slice. */
const SLICE_RADIUS = 2;
const AROUND = 2 * Math.PI * SLICE_RADIUS;

function Dial({ progress }: { progress: Progress }) {
  const closed = progress === "closed";
  const full = progress === 1;
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <circle
        cx="7"
        cy="7"
        r={RADIUS}
        fill={full ? "currentColor" : "none"}
        stroke="currentColor"
        strokeWidth="1.3"
        strokeDasharray={progress === 0 ? "1.9 1.87" : undefined}
      />
      {closed ? <path d="M4.6 4.6l4.8 4.8" stroke="currentColor" strokeWidth="1.3" /> : null}
      {full ? <path d="m4.3 7.2 1.9 1.9 3.5-3.9" fill="none" stroke="var(--surface)" strokeWidth="1.4" /> : null}
      {!closed && !full && progress > 0 ? (
        <circle
          cx="7"
          cy="7"
          r={SLICE_RADIUS}
          fill="none"
          stroke="currentColor"
          strokeWidth={SLICE_RADIUS * 2}
          strokeDasharray={`${AROUND * progress} ${AROUND}`}
          transform="rotate(-90 7 7)"
        />
      ) : null}
    </svg>
  );
}
