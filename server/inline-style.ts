/**
 * A style sheet as pages have it inline: `css` is the text of the file at `path` (`/_next/static/…`), whose relative
 * addresses resolve against itself; inline they resolve against the page's `<base>` (scripts/style-addresses.ts).
 */
export function inlineStyle(css: string, path: string): string {
  return css.replaceAll(
    /url\((["'])?(\.\.\/[^)"']*)/g,
    (_all, quote = '', address: string) => `url(${quote}.${new URL(address, `http://mount${path}`).pathname}`,
  )
}
