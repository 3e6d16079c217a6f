// Runs before the first paint, as written: the person's own choice, or else the system's.
try {
  const theme = JSON.parse(localStorage.getItem("pilothouse.theme") ?? "{}").last;
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage, no choice: the system's theme stands.
}
