/** A person by initials; the name stands beside it, so it is silent to screen readers. */
export function Avatar({ name }: { name: string }) {
  return (
    <span className="avatar" aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** The first letters of the first and the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""];
  // A letter may take two code units.
  return letters.map((word) => /^./u.exec(word ?? "")?.[0] ?? "").join("").toUpperCase();
}
