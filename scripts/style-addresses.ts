import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/**
 * Makes the addresses in the style sheets of a build in `nextDir` relative. With `inlineCss` Next writes them from the
 * root of the host, whatever `assetPrefix` says, since one text is both a file and a part of pages: a file's addresses
 * resolve against the file, those of a page against its `<base>` (server/inline-style.ts knows the one from the other).
 */
export function relateStyleAddresses(nextDir: string): void {
  rewrite(join(nextDir, 'static'), /\.css$/, name => `${posix.relative(posix.dirname(`/_next/static/${name}`), '/_next')}/`)
  rewrite(join(nextDir, 'server'), /_client-reference-manifest\.js$/, () => './_next/')
}

function rewrite(folder: string, pattern: RegExp, nextFolderFor: (name: string) => string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!pattern.test(name)) continue
    const before = readFileSync(join(folder, name), 'utf8')
    const after = before.replaceAll(/url\((\\?["'])?\/_next\//g, (_all, quote = '') => `url(${quote}${nextFolderFor(name)}`)
    if (after !== before) writeFileSync(join(folder, name), after)
  }
}
