import { expect, onTestFinished, test } from 'vitest'
import { createTransport } from '../kube/transport.ts'
import { connect } from '../kubeconfig/connect.ts'
import { kubeconfigYaml } from '../testing/kubeconfig.ts'
import { localServer, statusBody } from '../testing/local-server.ts'
import { tempFolder } from '../testing/temp-folder.ts'
import { waitUntilAnswering } from './service-answer.ts'
import { createLatchkeyService } from './service-proxy.ts'

const notReady = statusBody(503, 'ServiceUnavailable', 'no endpoints available for service "latchkey:http"')
const forbidden = statusBody(403, 'Forbidden', 'x', { kind: 'services', name: 'latchkey:http' })

/** How often a service that answers so is asked. */
async function asked(answers: ReadonlyArray<[number, string]>): Promise<number> {
  let count = 0
  const server = await localServer((_incoming, response) => {
    const [status, body] = answers[Math.min(count, answers.length - 1)] ?? [200, '{}']
    count += 1
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
  })
  const transport = createTransport(connect({ kubeconfig: `${tempFolder({ config: kubeconfigYaml({ server }) })}/config` }, {}, false), () => {})
  onTestFinished(() => transport.close())
  await waitUntilAnswering(createLatchkeyService(transport), 4, 0)
  return count
}

test('asks again while no pod is reached, and not for ever', async () => {
  expect(
    await asked([
      [503, notReady],
      [503, notReady],
      [200, '{}'],
    ]),
  ).toBe(3)
  expect(await asked([[503, notReady]])).toBe(4)
})

test('does not wait for a right that the installing user lacks', async () => {
  expect(await asked([[403, forbidden]])).toBe(1)
})
