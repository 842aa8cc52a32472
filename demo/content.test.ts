import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { demoNamespaces } from '../cluster/users/roles.ts'
import { pins } from './crds.ts'
import { readEvents, toEvent } from './events.ts'
import { objectKey } from './objects.ts'
import { demoImages, operatorManifests, pinnedVersion } from './operator.ts'
import { readObjects } from './yaml-objects.ts'

const read = (name: string) => readObjects(fileURLToPath(new URL(name, import.meta.url)))
const objects = read('objects')
const keys = objects.map(objectKey)
const goMod = readFileSync(new URL('operator/go.mod', import.meta.url), 'utf8')

describe('the objects of the demo', () => {
  it('are each there once', () => {
    expect(objects.length).toBeGreaterThan(80)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('lie in namespaces that the demo makes', () => {
    const made = new Set(objects.filter(object => object.kind === 'Namespace').map(object => object.metadata.name))
    const used = objects.flatMap(object => object.metadata.namespace ?? [])
    expect(used.filter(namespace => !made.has(namespace))).toEqual([])
    expect([...made]).toEqual(expect.arrayContaining([...demoNamespaces]))
  })

  it('are the only ones that statuses, edits and events speak of', () => {
    const told = [...read('statuses'), ...read('edits')].map(objectKey)
    const events = readEvents().map(({ on }) => objectKey({ ...on, metadata: { name: on.name, namespace: on.namespace } }))
    expect([...told, ...events].filter(key => !keys.includes(key))).toEqual([])
  })

  it('name owners that the demo makes', () => {
    const owners = objects.flatMap(object =>
      (object.metadata.ownerReferences ?? []).map(owner => objectKey({ ...owner, metadata: { name: owner.name, namespace: object.metadata.namespace } })),
    )
    expect(owners.length).toBeGreaterThan(3)
    expect(owners.filter(key => !keys.includes(key))).toEqual([])
  })

  it('hold no time of the past as text: all are relative to now', () => {
    const text = JSON.stringify([...objects, ...read('statuses')])
    expect(text).not.toMatch(/"now[-+"]/)
    const years = [...text.matchAll(/"(\d{4})-\d\d-\d\dT/g)].map(match => Number(match[1]))
    expect(years.every(year => Math.abs(year - new Date().getUTCFullYear()) <= 1)).toBe(true)
  })

  it('use only images that the demo builds, but for the one that must not be found', () => {
    const images = [...JSON.stringify([...objects, ...operatorManifests()]).matchAll(/"image":"([^"]+)"/g)].map(match => match[1])
    const built = demoImages.map(image => image.ref)
    expect(new Set(images.filter(image => !built.includes(image ?? '')))).toEqual(new Set(['registry.invalid/shop/prometheus:v3.5.0']))
  })
})

describe('pins', () => {
  it('name exact versions', () => {
    for (const { version } of pins.crds) expect(version).toMatch(/^v\d+\.\d+\.\d+$/)
  })

  it("agree on the operator's version for its CRDs and its binary", () => {
    const module = 'github.com/prometheus-operator/prometheus-operator'
    expect(pins.crds.find(pin => pin.module === module)?.version).toBe(pinnedVersion(goMod, module))
  })

  it('refuse a module that go.mod does not require', () => {
    expect(() => pinnedVersion(goMod, 'example.com/none')).toThrow('go.mod requires no example.com/none')
  })
})

describe('toEvent', () => {
  it('gives the same name each time, so a second run replaces the first', () => {
    const [event] = readEvents()
    if (event === undefined) throw new Error('no event')
    const { apiVersion, kind, name } = event.on
    const about = { apiVersion, kind, metadata: { name, namespace: event.on.namespace, uid: 'u-1', resourceVersion: '1' } }
    const made = toEvent(event, about, Date.UTC(2030, 0, 1, 3))
    expect(made['metadata']).toEqual(toEvent(event, about, 0)['metadata'])
    expect(made).toMatchObject({ involvedObject: { uid: 'u-1', kind }, lastTimestamp: '2030-01-01T00:00:00Z' })
  })
})
