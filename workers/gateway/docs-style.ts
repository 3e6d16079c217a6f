/** The style sheet of /docs. Colours are those of the console (web/src/styles/tokens.css); a test holds them to WCAG AA. */
export const DOCS_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f5f6f6, #0b1013);
  --surface: light-dark(#ffffff, #11181b);
  --sunken: light-dark(#eceeee, #1a2327);
  --line: light-dark(#e0e4e4, #222d32);
  --line-strong: light-dark(#868f93, #6c797f);
  --ink: light-dark(#12191c, #e9edec);
  --ink-2: light-dark(#465156, #b1bcbf);
  --ink-3: light-dark(#5a6569, #8d999d);
  --signal: light-dark(#b8400b, #ff935c);
  --font: -apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, Cantarell, Ubuntu,
    "Noto Sans", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", Menlo, Consolas, "Liberation Mono", monospace;
  --note: 0.8125rem;
  --bar: 3.25rem;
}

* { box-sizing: border-box; }
html {
  background: var(--ground);
  color: var(--ink);
  font: 400 0.9375rem/1.6 var(--font);
  font-variant-numeric: tabular-nums;
  scroll-padding-top: calc(var(--bar) + 1rem);
  -webkit-text-size-adjust: 100%;
}
body {
  display: grid;
  grid-template: var(--bar) 1fr / 17rem minmax(0, 1fr);
  margin: 0;
  min-height: 100dvh;
}
h1, h2, h3, h4, h5, p, ul, dl, dd, pre { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.022em; }
h2 { font-size: 1.375rem; line-height: 1.25; letter-spacing: -0.016em; }
h3 { font-size: 0.9375rem; color: var(--ink-2); margin-top: 3rem; }
h4 { font-size: 1.125rem; line-height: 1.35; letter-spacing: -0.01em; }
h5 { font-size: var(--note); color: var(--ink-2); margin: 1.5rem 0 0.5rem; }
a { color: inherit; text-decoration-color: var(--line-strong); text-underline-offset: 0.2em; }
a:hover { text-decoration-color: currentcolor; }
:focus-visible { outline: 2px solid var(--signal); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
code, pre { font-family: var(--mono); font-size: 0.92em; }
p code, dd code, td code { background: var(--sunken); border-radius: 4px; padding: 0.1em 0.35em; overflow-wrap: anywhere; }

.skip {
  position: fixed;
  inset: 0.5rem auto auto 0.5rem;
  z-index: 3;
  padding: 0.5rem 0.875rem;
  background: var(--ink);
  color: var(--ground);
  border-radius: 7px;
  transform: translateY(-200%);
}
.skip:focus { transform: none; }

header {
  grid-column: 1 / -1;
  position: sticky;
  top: 0;
  z-index: 2;
  display: flex;
  align-items: center;
  gap: 1rem;
  padding: 0 1.5rem;
  background: var(--surface);
  border-bottom: 1px solid var(--line);
  font-size: var(--note);
  color: var(--ink-2);
}
.mark { font-size: 0.9375rem; font-weight: 600; color: var(--ink); text-decoration: none; }
.raw { margin-left: auto; }

nav {
  position: sticky;
  top: var(--bar);
  height: calc(100dvh - var(--bar));
  overflow-y: auto;
  overscroll-behavior: contain;
  padding: 1.25rem 0.75rem 3rem;
  border-right: 1px solid var(--line);
  font-size: var(--note);
}
.service { margin-bottom: 1.75rem; }
.service-name { padding: 0 0.5rem 0.25rem; font-weight: 600; }
.service-name a { text-decoration: none; }
.group > p { padding: 0.75rem 0.5rem 0.125rem; color: var(--ink-3); }
nav li a, .contents a {
  display: flex;
  align-items: baseline;
  gap: 0.625rem;
  padding: 0.1875rem 0.5rem;
  border-radius: 4px;
  color: var(--ink-2);
  text-decoration: none;
}
nav li a:hover, .contents a:hover { background: var(--sunken); color: var(--ink); }
nav .method, .contents .method { flex: none; width: 3.25rem; }

.method { font: 600 0.6875rem/1.6 var(--mono); letter-spacing: 0.02em; color: var(--ink-3); }
.method-delete { color: var(--signal); }
.address { display: flex; align-items: baseline; gap: 0.625rem; margin: 0.375rem 0 1rem; }
.address .method { padding: 0.0625rem 0.4375rem; border: 1px solid currentcolor; border-radius: 4px; }
.address > code { color: var(--ink-2); background: none; padding: 0; }

main { padding: 2.5rem 2.5rem 6rem; max-width: 76rem; }
main p { max-width: 68ch; }
.intro p, .lead p { margin-top: 0.75rem; color: var(--ink-2); }
section { scroll-margin-top: var(--bar); }
section + section { margin-top: 4.5rem; padding-top: 2.5rem; border-top: 1px solid var(--line); }
.contents { display: none; }
article { margin-top: 1.25rem; padding: 1.5rem; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
article:target { border-color: var(--signal); }
h4 a { text-decoration: none; }
h4 a:hover { text-decoration: underline; text-decoration-thickness: 1px; }
article p + p { margin-top: 0.625rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 24rem); gap: 1.5rem 2rem; }
.aside h5:first-child { margin-top: 0; }

.facts { display: grid; gap: 0.375rem; margin-top: 1rem; font-size: var(--note); }
.facts:first-child { margin-top: 0; }
.facts > div { display: grid; grid-template-columns: 6.5rem 1fr; }
dt, .limits, .type { color: var(--ink-3); }
.effect { font-weight: 600; color: var(--ink-2); }
.effect-destructive, .effect-external { color: var(--signal); }

pre {
  padding: 0.875rem 1rem;
  overflow-x: auto;
  background: var(--sunken);
  border-radius: 7px;
  font-size: 0.8125rem;
  line-height: 1.55;
}
pre code { font-size: 1em; }
.said { font-size: var(--note); color: var(--ink-2); }
.said li { margin-top: 0.375rem; padding-left: 0.75rem; border-left: 2px solid var(--line); }
.aside p { font-size: var(--note); color: var(--ink-2); margin-bottom: 0.5rem; }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: var(--note); }
th, td { padding: 0.5rem 0.75rem 0.5rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
thead th { border: 0; padding-top: 0; color: var(--ink-3); }
th .name, .property .name { color: var(--ink); font-weight: 600; }
td .type { white-space: nowrap; }
.required { color: var(--signal); font-size: 0.75rem; }
.limits, .type { font-size: 0.8125rem; }
.property .limits::before { content: "· "; }
td .limits { display: block; }
.limits code { background: var(--sunken); border-radius: 4px; padding: 0 0.3em; }

details { border-top: 1px solid var(--line); font-size: var(--note); }
details:last-child { border-bottom: 1px solid var(--line); }
h5 + details { margin-top: 0; }
summary { padding: 0.5rem 0.25rem; cursor: pointer; color: var(--ink-2); }
summary:hover { color: var(--ink); }
details[open] > summary { color: var(--ink); }
details > :not(summary) { margin-left: 1.125rem; margin-bottom: 0.625rem; }
details[open]:not(.success, .failure) { margin-top: 1.25rem; }
.status { font-family: var(--mono); font-weight: 600; color: var(--ink); margin-right: 0.375rem; }
.failure .status { color: var(--ink-3); }
.tree .tree { margin: 0.25rem 0 0.25rem 0.25rem; padding-left: 0.875rem; border-left: 1px solid var(--line); }
.tree > li { padding: 0.3125rem 0; }
.tree p { color: var(--ink-2); }

@media (max-width: 75rem) {
  .columns { grid-template-columns: minmax(0, 1fr); }
  .aside h5:first-child { margin-top: 0.5rem; }
}
@media (max-width: 52rem) {
  body { grid-template: var(--bar) auto 1fr / minmax(0, 1fr); }
  header { padding: 0 1rem; }
  header > span { display: none; }
  nav {
    top: var(--bar);
    z-index: 2;
    height: auto;
    display: flex;
    gap: 1.25rem;
    overflow-x: auto;
    padding: 0.5rem 1rem;
    background: var(--surface);
    border-right: 0;
    border-bottom: 1px solid var(--line);
  }
  nav .service { flex: none; margin: 0; }
  nav .service-name { padding: 0.375rem 0; }
  nav .group, nav ul { display: none; }
  html { scroll-padding-top: calc(var(--bar) + 4.25rem); }
  main { padding: 1.5rem 1rem 4rem; }
  .contents { display: block; margin-top: 1rem; font-size: var(--note); }
  .contents a { padding: 0.4375rem 0; border-bottom: 1px solid var(--line); border-radius: 0; }
  article { padding: 1.125rem 1rem; border-radius: 7px; }
  section + section { margin-top: 3rem; padding-top: 1.5rem; }
}
@media print {
  header, nav, .skip { display: none; }
  body { display: block; }
}
`;
