import { spawn } from 'node:child_process'

const openers: Partial<Record<NodeJS.Platform, { command: string; args: readonly string[] }>> = {
  darwin: { command: 'open', args: [] },
  // `start` belongs to a shell; this opens an address without one.
  win32: { command: 'rundll32', args: ['url.dll,FileProtocolHandler'] },
}

/** Hands an address to the desktop. Resolves false when there is no opener or it fails at once. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const { command, args } = openers[platform] ?? { command: 'xdg-open', args: [] }
  return new Promise(resolve => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('exit', code => resolve(code === 0))
    // Some openers stay for as long as the browser does.
    const started = setTimeout(() => resolve(true), 3000)
    started.unref()
    child.unref()
  })
}
