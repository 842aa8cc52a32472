import { describe, expect, it } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { fieldChanges, newestChangeTime } from './field-changes.ts'

function makeObject(managedFields: unknown): KubeObject {
  return { apiVersion: 'v1', kind: 'X', metadata: { name: 'x', managedFields: managedFields as unknown[] } }
}
const entry = (more: object) => ({ manager: 'kubectl', operation: 'Update', apiVersion: 'v1', time: '2026-01-01T00:00:00Z', ...more })
const pathsOf = (fieldsV1: unknown) => fieldChanges(makeObject([entry({ fieldsV1 })]))[0]?.paths

describe('fieldChanges', () => {
  it('reads what a manager set as paths', () => {
    const fieldsV1 = {
      'f:metadata': { 'f:labels': { '.': {}, 'f:app.kubernetes.io/name': {}, "f:it's": {} } },
      'f:spec': { 'f:replicas': {}, 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {} } }, 'f:hosts': { 'v:"a"': {}, 'i:3': {} } },
    }
    expect(pathsOf(fieldsV1)).toEqual([
      "metadata.labels['app.kubernetes.io/name']",
      "metadata.labels['it\\'s']",
      'spec.replicas',
      'spec.ports[port=80,protocol=TCP].name',
      'spec.hosts[="a"]',
      'spec.hosts[3]',
    ])
  })

  it('names an item that was added with nothing in it', () => {
    expect(pathsOf({ 'f:spec': { 'f:ports': { 'k:{"name":"web"}': { '.': {} } } } })).toEqual(['spec.ports[name=web]'])
  })

  it('tells the newest first, with manager, operation and subresource', () => {
    const changes = fieldChanges(
      makeObject([entry({ time: '2026-01-01T00:00:00Z' }), entry({ manager: 'ctl', subresource: 'status', time: '2026-01-02T00:00:00Z' })]),
    )
    expect(changes.map(({ manager, subresource, time }) => [manager, subresource, time])).toEqual([
      ['ctl', 'status', '2026-01-02T00:00:00Z'],
      ['kubectl', '', '2026-01-01T00:00:00Z'],
    ])
  })

  it('counts the paths beyond fifty', () => {
    const fields = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`f:a${index}`, {}]))
    expect(fieldChanges(makeObject([entry({ fieldsV1: fields })]))[0]).toMatchObject({ more: 30, paths: { length: 50 } })
  })

  it.each([['text'], [null], [7], [{}], [[null, 3, 'x', [], {}, { manager: 5 }]]])('takes no entry from %j', managedFields => {
    expect(fieldChanges(makeObject(managedFields))).toEqual([])
  })

  it.each([['text'], [null], [[]], [{ 'f:': null, 'k:{broken': 'x', odd: {} }], [{ 'f:a': 'text' }]])('reads fields %j without failing', fieldsV1 => {
    expect(pathsOf(fieldsV1)).toBeInstanceOf(Array)
  })

  it('ends on what is nested without end, and on times that are none', () => {
    let deep: unknown = {}
    for (let level = 0; level < 20_000; level += 1) deep = { 'f:a': deep }
    expect(pathsOf(deep)).toHaveLength(1)
    expect(fieldChanges(makeObject([entry({ time: 'yesterday' })]))[0]?.time).toBeNull()
  })
})

it('newestChangeTime is that of the latest entry, null where none tells', () => {
  expect(newestChangeTime(makeObject([entry({}), entry({ time: '2026-03-01T00:00:00Z' }), entry({ time: 'x' })]))).toBe('2026-03-01T00:00:00Z')
  expect(newestChangeTime(makeObject([null, { time: 5 }]))).toBeNull()
  expect(newestChangeTime(makeObject(undefined))).toBeNull()
})
