import { describe, expect, test } from 'vitest'
import type { ServedResource } from '../../lib/domain/resource.ts'
import { failureOf } from '../testing/throws.ts'
import { findResource } from './find-resource.ts'

function served(group: string, version: string, resource: string, kind: string, shortNames: string[] = []): ServedResource {
  return { group, version, resource, singular: kind.toLowerCase(), kind, namespaced: true, verbs: ['list'], shortNames, categories: [], subresources: [] }
}

// In the cluster's order of preference.
const resources = [
  served('', 'v1', 'pods', 'Pod', ['po']),
  served('', 'v1', 'events', 'Event', ['ev']),
  served('events.k8s.io', 'v1', 'events', 'Event', ['ev']),
  served('gateway.networking.k8s.io', 'v1', 'gateways', 'Gateway', ['gtw']),
  served('networking.istio.io', 'v1', 'virtualservices', 'VirtualService', ['vs']),
  served('networking.istio.io', 'v1beta1', 'virtualservices', 'VirtualService', ['vs']),
  served('networking.istio.io', 'v1', 'gateways', 'Gateway', ['gw']),
  served('odd.example.com', 'v1', 'vs', 'Vs'),
  served('snapshot.example.com', 'v1', 'volumesnapshots', 'VolumeSnapshot', ['vol']),
]

describe('a word names', () => {
  test.each([
    ['pods', '/v1/pods'],
    ['pod', '/v1/pods'],
    ['Pod', '/v1/pods'],
    ['po', '/v1/pods'],
    ['events', '/v1/events'],
    ['events.events.k8s.io', 'events.k8s.io/v1/events'],
    ['VirtualService', 'networking.istio.io/v1/virtualservices'],
    ['virtualservices.networking.istio.io', 'networking.istio.io/v1/virtualservices'],
    ['virtualservices.v1beta1.networking.istio.io', 'networking.istio.io/v1beta1/virtualservices'],
    ['gateway', 'gateway.networking.k8s.io/v1/gateways'],
    ['gw', 'networking.istio.io/v1/gateways'],
    ['vs', 'odd.example.com/v1/vs'],
    ['vs.networking.istio.io', 'networking.istio.io/v1/virtualservices'],
    ['vol.snapshot', 'snapshot.example.com/v1/volumesnapshots'],
    ['pods.v1.', '/v1/pods'],
  ])('%s: %s', (word, expected) => {
    const { group, version, resource } = findResource(resources, word)
    expect(`${group}/${version}/${resource}`).toBe(expected)
  })

  test.each(['unicorns', '', '.', 'pods.nowhere', 'virtualservices.v9.networking.istio.io'])('nothing: %j', async word => {
    const error = await failureOf(() => findResource(resources, word))
    expect([error.code, error.exitCode, error.message]).toEqual(['NOT_FOUND', 6, `the server doesn't have a resource type "${word}"`])
  })
})
