import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyString } from '#domain/testing/any-string.ts'
import { propertyRuns, propertyTimeoutMs } from '#domain/testing/property-runs.ts'
import { checkKubePath } from './kube-path.ts'

// fc.webUrl() lists all code points first, for a second.
const webUrl = fc.tuple(fc.constantFrom('http', 'https'), fc.domain(), anyString()).map(([scheme, host, path]) => `${scheme}://${host}/${encodeURI(path)}`)

test('whatever comes in, what goes out stays inside the Kubernetes API for every reader', { timeout: propertyTimeoutMs }, () => {
  const nasty = fc.string({
    unit: fc.constantFrom('/', '\\', '.', '..', '%', '2e', '2f', '5c', '00', '25', 'api', 'apis', '?', '#', ':', '@', ' ', '\t', 'é'),
  })
  fc.assert(
    fc.property(
      fc.oneof(
        nasty,
        nasty.map(text => `/api/${text}`),
        nasty.map(text => `/apis/${text}`),
        webUrl,
        fc.string(),
      ),
      target => {
        let path: string
        try {
          path = checkKubePath(target)
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(?:BAD_REQUEST|NOT_FOUND)$/) })
          return
        }
        for (let reading = path, round = 0; round < 2; round += 1) {
          const url = new URL(reading, 'https://kube.test')
          expect(url.host).toBe('kube.test')
          expect(url.pathname).toMatch(/^\/(?:api|apis|openapi|version|healthz|livez|readyz)(?:\/|$)/)
          expect(url.pathname.split('/')).not.toContain('..')
          reading = url.pathname.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        }
      },
    ),
    { numRuns: propertyRuns(300) },
  )
})
