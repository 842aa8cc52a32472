import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startDashboard } from './dashboard.ts'

describe('startDashboard', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-demo-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const start = (latchkey: string) =>
    startDashboard({ latchkey, kubeconfig: 'kubeconfig', noBrowser: true, interactive: false, signal: new AbortController().signal })
  function command(script: string): string {
    const path = join(folder, 'latchkey')
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return path
  }

  async function listening(status: number, use: (port: number) => Promise<void>): Promise<void> {
    const server = createServer((_request, response) => response.writeHead(status).end())
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    try {
      await use((server.address() as AddressInfo).port)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

  it('gives the address once the dashboard answers, and ends the command when stopped', () =>
    listening(200, async port => {
      const [url, mount] = [`http://127.0.0.1:${port}/_latchkey-open-x`, `http://127.0.0.1:${port}/secret`]
      const dashboard = await start(command(`echo '{"url":"${url}","mount":"${mount}"}'; exec sleep 600`))
      expect(dashboard).toMatchObject({ url, mount, urlBelowMount: `${mount}/_latchkey-open-x` })
      await dashboard.stop()
      expect(await dashboard.ended).toBe(1)
    }))

  it('tells what the command said when it ends without an address', async () => {
    const path = command('echo "Latchkey is not installed" >&2; exit 6')
    await expect(start(path)).rejects.toThrow(/ended with code 6: Latchkey is not installed/)
  })

  it('refuses an address that is no web address, and leaves nothing running', async () => {
    const path = command(`echo '{"url":"javascript:alert(1)","mount":"http://127.0.0.1:1/x"}'; exec sleep 600`)
    await expect(start(path)).rejects.toThrow(/url/)
  })

  it('fails when the dashboard behind the address is not ready', () =>
    listening(503, async port => {
      const path = command(`echo '{"url":"http://127.0.0.1:${port}/x","mount":"http://127.0.0.1:${port}/secret"}'; exec sleep 600`)
      await expect(start(path)).rejects.toThrow(/answers 503/)
    }))
})
