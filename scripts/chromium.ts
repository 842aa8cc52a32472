import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot, run } from './steps.ts'

/** The system's Chromium where there is one: it is what a machine without browser downloads can have. */
const systemChromium = '/usr/bin/chromium'

/** How tests and benches start the browser: no sandbox (they run as root), nothing of its own on the network. */
export function chromiumLaunchOptions(): { executablePath?: string; args: string[] } {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  return existsSync(systemChromium) ? { executablePath: systemChromium, args } : { args }
}

/** A browser for the tests: the system's, else Debian's package as root, else Playwright's own download. */
export async function ensureChromium(): Promise<void> {
  if (existsSync(systemChromium)) return
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await run('apt-get', ['update', '-q'])
    if ((await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { DEBIAN_FRONTEND: 'noninteractive' })) === 0) return
  }
  const code = await run(process.execPath, [join(repositoryRoot, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'])
  if (code !== 0) throw new Error('no browser for the tests: install Debian’s chromium, or let `npx playwright install chromium` download one')
}
