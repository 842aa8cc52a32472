import { beforeEach, expect, it, vi } from 'vitest'
import { AppError } from '#errors/app-error.ts'

const query = vi.hoisted(() => vi.fn())
vi.mock('./graphql-request.ts', () => ({ queryData: query }))

const { readTroubled } = await import('./read-troubled.ts')

const kinds = ['Boat', 'Raft', 'Ship'].map(kind => ({ group: 'g', version: 'v1', resource: `${kind.toLowerCase()}s`, kind }))
const scope = { everywhere: ['boats.g', 'rafts.g', 'ships.g'], within: [], namespaces: [], left: 0 }
const answerOf = (name: string) => ({ list: { items: [{ _key: `shop/${name}`, _health: { level: 'FAILING', word: 'Failing', detail: '' } }] } })
let fails: Record<string, Error>
beforeEach(() => {
  fails = {}
  query.mockImplementation(async (_, { resource: { resource } }: { resource: { resource: string } }) => {
    const error = fails[resource]
    if (error) throw error
    return answerOf(`of-${resource}`)
  })
})
const signal = new AbortController().signal
const namesOf = ({ objects }: { objects: { name: string }[] }) => objects.map(({ name }) => name)

it('a kind that fails does not hide the others, keeps what was known of it, and is named', async () => {
  const before = await readTroubled(kinds, scope, undefined, signal)
  expect([namesOf(before), before.unread]).toEqual([['of-boats', 'of-rafts', 'of-ships'], []])
  fails = { rafts: new AppError('TIMEOUT') }
  const after = await readTroubled(kinds, scope, before, signal)
  expect([namesOf(after), after.unread]).toEqual([['of-boats', 'of-ships', 'of-rafts'], ['rafts.g']])
  const first = await readTroubled(kinds, scope, undefined, signal)
  expect([namesOf(first), first.unread]).toEqual([['of-boats', 'of-ships'], ['rafts.g']])
})

it('what is no longer allowed goes, and is not missed', async () => {
  const before = await readTroubled(kinds, scope, undefined, signal)
  fails = { rafts: new AppError('FORBIDDEN') }
  const after = await readTroubled(kinds, scope, before, signal)
  expect([namesOf(after), after.unread]).toEqual([['of-boats', 'of-ships'], []])
})

it('where every kind fails, that is the failure', async () => {
  fails = Object.fromEntries(kinds.map(({ resource }) => [resource, new AppError('CLUSTER_UNREACHABLE')]))
  await expect(readTroubled(kinds, scope, undefined, signal)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
})
