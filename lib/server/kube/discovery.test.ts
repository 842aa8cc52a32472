import { describe, expect, test } from 'vitest'
import { createClock } from '../testing/session-kit.ts'
import { parseDiscovery, preferredVersions } from './discovery.ts'
import { createTimedValue } from './timed-value.ts'

const resource = (name: string, kind: string, more: object = {}) => ({
  resource: name,
  responseKind: { group: '', version: '', kind },
  scope: 'Namespaced',
  singularResource: kind.toLowerCase(),
  verbs: ['get', 'list'],
  ...more,
})

describe('discovery', () => {
  test('gives each resource in the first version that has it', () => {
    const document = {
      items: [
        {
          metadata: { name: 'networking.istio.io' },
          versions: [
            {
              version: 'v1',
              resources: [
                resource('gateways', 'Gateway', { shortNames: ['gw'], categories: ['istio-io'], subresources: [{ subresource: 'status', verbs: ['get'] }] }),
              ],
            },
            { version: 'v1beta1', resources: [resource('gateways', 'Gateway'), resource('proxyconfigs', 'ProxyConfig')] },
          ],
        },
        {
          metadata: { creationTimestamp: null },
          versions: [{ version: 'v1', resources: [resource('nodes', 'Node', { scope: 'Cluster', singularResource: '' })] }],
        },
        { metadata: { name: 'stale.test' }, versions: [{ version: 'v1', freshness: 'Stale' }] },
      ],
    }
    const everyVersion = parseDiscovery(document)
    expect(everyVersion.map(({ version, resource }) => `${resource} ${version}`)).toEqual([
      'gateways v1',
      'gateways v1beta1',
      'proxyconfigs v1beta1',
      'nodes v1',
    ])
    const found = preferredVersions(everyVersion)
    expect(found.map(({ group, version, resource }) => [group, version, resource])).toEqual([
      ['networking.istio.io', 'v1', 'gateways'],
      ['networking.istio.io', 'v1beta1', 'proxyconfigs'],
      ['', 'v1', 'nodes'],
    ])
    expect(found[0]).toMatchObject({ shortNames: ['gw'], categories: ['istio-io'], subresources: ['status'], namespaced: true, verbs: ['get', 'list'] })
    expect(found[2]).toMatchObject({ namespaced: false, singular: 'node' })
  })
})

describe('a value that is remembered for a while', () => {
  test('is asked for once by all who come together, and again when it is old', async () => {
    const clock = createClock()
    let asked = 0
    const value = createTimedValue(5_000, clock.now, async () => ++asked)
    expect(await Promise.all([value.get(), value.get(), value.get()])).toEqual([1, 1, 1])
    clock.advance(4_999)
    expect(await value.get()).toBe(1)
    clock.advance(1)
    expect(await value.get()).toBe(2)
    clock.advance(500)
    expect(await value.get(501)).toBe(2)
    expect(await value.get(500), 'sooner for who asks for it').toBe(3)
    expect(await value.get()).toBe(3)
  })

  test('stays as it was while asking fails, and fails where there is none', async () => {
    const clock = createClock()
    let isDown = false
    let asked = 0
    const ask = async () => {
      if (isDown) throw new Error('down')
      return ++asked
    }
    const value = createTimedValue(5_000, clock.now, ask)
    isDown = true
    await expect(value.get()).rejects.toThrow('down')
    isDown = false
    expect(await value.get()).toBe(1)
    isDown = true
    clock.advance(5_000)
    expect(await value.get()).toBe(1)
    isDown = false
    expect(await value.get()).toBe(2)
  })
})
