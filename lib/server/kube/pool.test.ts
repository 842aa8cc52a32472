import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createPool } from './pool.ts'
import { fromTransportError } from './unreachable.ts'

const connections = 4

async function startPool() {
  let open = 0
  let most = 0
  const server = createServer((_, response) => {
    most = Math.max(most, ++open)
    setTimeout(() => {
      open -= 1
      response.end('{}')
    }, 20)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const pool = createPool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { connections, pipelining: 1 })
  onTestFinished(async () => {
    await pool.destroy()
    server.closeAllConnections()
    server.close()
  })
  return { pool, most: () => most }
}

test('requests that cannot be sent, many more than there are connections, hold up nobody', async () => {
  const { pool, most } = await startPool()
  const get = async (headers: Record<string, string>) => (await pool.request({ method: 'GET', path: '/', headers })).body.text()
  for (let round = 0; round < 3; round += 1) {
    for (let count = 0; count < 2 * connections; count += 1) {
      const refused = await get({ accept: 'a\r\nImpersonate-User: b' }).catch(fromTransportError)
      expect(refused).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringMatching(/header or a path/) })
      await expect(get({ expect: '100-continue' })).rejects.toMatchObject({ code: 'UND_ERR_NOT_SUPPORTED' })
    }
    expect(await Promise.all(Array.from({ length: 3 * connections }, () => get({})))).toEqual(Array(3 * connections).fill('{}'))
  }
  expect(most(), 'and all connections are still used').toBe(connections)
}, 10_000)
