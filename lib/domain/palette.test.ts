import { expect, test } from 'vitest'
import { lookedThrough, matchKinds, type PaletteKind, readPaletteText } from './palette.ts'
import { resourceKey } from './resource.ts'

const kind = (group: string, resource: string, name: string, shortNames: string[] = [], open = true): PaletteKind => ({
  group,
  version: 'v1',
  resource,
  singular: name.toLowerCase(),
  kind: name,
  shortNames,
  namespaced: true,
  open,
})
const kinds = [
  kind('', 'pods', 'Pod', ['po']),
  kind('monitoring.coreos.com', 'podmonitors', 'PodMonitor', ['pmon']),
  kind('networking.istio.io', 'virtualservices', 'VirtualService', ['vs']),
  kind('gateway.networking.k8s.io', 'gateways', 'Gateway', [], false),
  kind('networking.istio.io', 'gateways', 'Gateway', ['gw']),
]
const found = (text: string) => matchKinds(text, kinds).map(({ group, resource }) => `${resource}.${group}`)

test.each([
  ['vs', ['virtualservices.networking.istio.io']],
  ['pod', ['pods.', 'podmonitors.monitoring.coreos.com']],
  ['services', ['virtualservices.networking.istio.io']],
  // What the user may not list comes after what they may.
  ['Gateway', ['gateways.networking.istio.io', 'gateways.gateway.networking.k8s.io']],
  ['gateways.gateway', ['gateways.gateway.networking.k8s.io']],
  ['', []],
  ['nothing', []],
])('%s finds kinds', (text, expected) => {
  expect(found(text)).toEqual(expected)
})

test.each<[string, string[], string]>([
  ['vs reviews', ['virtualservices.networking.istio.io'], 'reviews'],
  ['pod/web-1', ['pods'], 'web-1'],
  ['pods  web 1 ', ['pods'], 'web 1'],
  // Of two that are called so, what the user may list; both where they may list both.
  ['gateways x', ['gateways.networking.istio.io'], 'x'],
  ['widgets x', ['widgets.a.test', 'widgets.b.test'], 'x'],
  ['widgets.b.test x', ['widgets.b.test'], 'x'],
  ['secrets x', ['secrets'], 'x'],
  ['events x', ['events'], 'x'],
  ['po ', ['pods'], ''],
  ['reviews shop', [], 'reviews shop'],
  ['vs', [], 'vs'],
  ['', [], ''],
])('%s is of the kinds with whose name it begins', (text, expected, words) => {
  const more = [
    kind('a.test', 'widgets', 'Widget'),
    kind('b.test', 'widgets', 'Widget'),
    kind('', 'secrets', 'Secret', [], false),
    kind('events.k8s.io', 'events', 'Event'),
    kind('', 'events', 'Event'),
  ]
  const read = readPaletteText(text, [...kinds, ...more])
  expect([read.kinds.map(resourceKey), read.words]).toEqual([expected, words])
})

test('no more kinds than a few are looked through at once', () => {
  const many = Array.from({ length: 9 }, (_, index) => kind(`${index}.test`, 'widgets', 'Widget'))
  expect(readPaletteText('widgets x', many).kinds).toEqual(many.slice(0, 4))
})

test('words that name no kind are looked for in the kinds of the rail that are open, but events and Secrets', () => {
  const more = [
    kind('', 'secrets', 'Secret'),
    kind('', 'events', 'Event'),
    kind('coordination.k8s.io', 'leases', 'Lease'),
    kind('apps', 'deployments', 'Deployment'),
  ]
  expect(lookedThrough([...kinds, ...more]).map(resourceKey)).toEqual([
    'pods',
    'podmonitors.monitoring.coreos.com',
    'virtualservices.networking.istio.io',
    'gateways.networking.istio.io',
    'deployments.apps',
  ])
})
