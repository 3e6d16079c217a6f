/** The product's mark: a pilothouse with its window lit. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path fill="currentColor" d="M1 22 5 5h14l4 17z" />
      <path className="lamp" d="M5.6 13 6.7 8.5h10.6l1.1 4.5z" />
    </svg>
  );
}
