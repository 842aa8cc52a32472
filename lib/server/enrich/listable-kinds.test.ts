import { afterEach, expect, test } from 'vitest'
import type { AccessQuestion } from '#contract/access.ts'
import { serve, startEnrichment } from '../testing/enrich-kit.ts'
import { kindVerbs } from './kind-verbs.ts'
import { listableKinds } from './listable-kinds.ts'

const kinds = ['A', 'B', 'C', 'D'].map(kind => serve('example.dev', kind))
const zone = serve('other.dev', 'Zone', { namespaced: false })

let close: (() => Promise<void>) | undefined
afterEach(() => close?.())
async function ask(namespaces: string[] | null, allow: (question: AccessQuestion) => boolean, capabilities = {}) {
  const started = await startEnrichment({ resources: [...kinds, zone], objects: [], allow, capabilities })
  close = started.close
  const { open, notSearched } = await listableKinds(started.makeContext(), [...kinds, zone], namespaces)
  return {
    open: open.map(scope => `${scope.resource.kind} ${scope.namespaces?.join('+') ?? '*'}`),
    denied: notSearched.map(({ resource, namespace, reason }) => `${resource.kind} ${namespace ?? '*'}: ${reason}`),
    asked: started.asked.reviews.map(({ resource, namespace }) => `${resource} ${namespace ?? '*'}`),
  }
}

test('one question is enough for a group that is allowed as a whole', async () => {
  const { open, denied, asked } = await ask(null, () => true)
  expect([open, denied]).toEqual([['A *', 'B *', 'C *', 'D *', 'Zone *'], []])
  expect(asked).toEqual(['* *', 'zones *'])
})

test('where a group is not, each kind is asked for', async () => {
  const { open, denied } = await ask(null, ({ resource }) => resource === 'bs')
  expect(open).toEqual(['B *'])
  expect(denied).toEqual(['A', 'C', 'D', 'Zone'].map(kind => `${kind} *: may not list ${kind.toLowerCase()}s in the cluster`))
})

test('in namespaces, those that are denied are told one by one; what is cluster-scoped is in none', async () => {
  const { open, denied } = await ask(['one', 'two'], ({ namespace, resource }) => namespace === 'one' || (namespace === 'two' && resource === 'as'))
  expect(open).toEqual(['A one+two', 'B one', 'C one', 'D one'])
  expect(denied).toEqual(
    ['B', 'C', 'D'].map(kind => `${kind} two: may not list ${kind.toLowerCase()}s in two`).concat('Zone *: may not list zones in the cluster'),
  )
})

test('what the session could do everywhere at login is not asked for', async () => {
  const capabilities = Object.fromEntries([...kinds, zone].map(({ resource, group }) => [`${resource}.${group}`, ['list']]))
  const { open, asked } = await ask(null, () => false, capabilities)
  expect([open.length, asked]).toEqual([5, []])
})

test('more kinds in more namespaces than one operation may ask for are refused, also in two fields of it', async () => {
  const many = Array.from({ length: 150 }, (_, index) => serve(`g${index}.dev`, `K${index}`))
  const started = await startEnrichment({ resources: many, objects: [], allow: () => false })
  close = started.close
  const context = started.makeContext()
  const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)
  const tooLarge = { code: 'QUERY_TOO_LARGE', message: expect.stringContaining('leave out namespaces') }
  await expect(listableKinds(context, many, names(14))).rejects.toMatchObject(tooLarge)
  expect(started.asked.reviews).toEqual([])
  const next = started.makeContext()
  expect((await listableKinds(next, many, names(10))).notSearched).toHaveLength(1_500)
  await expect(listableKinds(next, many, names(10))).rejects.toMatchObject(tooLarge)
})

test('so is what may be done with many kinds in many namespaces', async () => {
  const [kind = zone] = kinds
  const started = await startEnrichment({ resources: kinds, objects: [], allow: () => true })
  close = started.close
  const context = started.makeContext()
  const namespaces = Array.from({ length: 50 }, (_, index) => `n${index}`)
  for (let asked = 0; asked < 39; asked += 1) await kindVerbs(context, kind, namespaces)
  await expect(kindVerbs(context, kind, namespaces)).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE' })
})
