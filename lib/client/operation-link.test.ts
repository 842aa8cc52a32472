import { expect, it } from 'vitest'
import { toBase64url } from './base64url.ts'
import { mayHoldSecret, readFragment, toFragment } from './operation-link.ts'

const operation = { query: 'query Größe($a: Int) {\n  me { name }\n  me { name }\n}', variables: '{"a": ', operationName: 'Größe' }
const short = { query: '{ me { name } }', variables: '{}', operationName: '' }
/** Nothing that becomes shorter. */
const noise = toBase64url(crypto.getRandomValues(new Uint8Array(9_000)))

async function linkOf(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const deflated = new Blob([content]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return `#operation=${toBase64url(new Uint8Array(await new Response(deflated).arrayBuffer()))}`
}

it('gives back what it wrote, in characters that need no escape', async () => {
  const fragment = await toFragment(operation)
  expect(fragment).toMatch(/^#operation=[\w-]+$/)
  expect(await readFragment(fragment ?? '')).toEqual(operation)
})

it('leaves other fragments alone', async () => {
  for (const fragment of ['', '#', '#main', '#operations=e30']) expect(await readFragment(fragment)).toBeUndefined()
})

it.each([
  ['nothing', '#operation='],
  ['what is no base64url', '#operation=%7B%7D'],
  ['what is not deflated', '#operation=e30'],
  ['what is cut off', (await linkOf(JSON.stringify(operation))).slice(0, -4)],
  ['what goes on behind its end', `${await linkOf(JSON.stringify(short))}AAAA`],
  ['what is no JSON', await linkOf('{')],
  ['what is no UTF-8', await linkOf(Uint8Array.of(0x22, 0xff, 0x22))],
  ['what is no operation', await linkOf('{"query":1,"variables":"","operationName":""}')],
  ['null', await linkOf('null')],
  ['a link that is too long', await linkOf(JSON.stringify({ ...short, query: noise }))],
  ['a short link that grows beyond measure', await linkOf(JSON.stringify({ ...short, query: 'a'.repeat(2_000_000) }))],
])('takes %s for no operation', async (_, fragment) => {
  expect(await readFragment(fragment)).toBeNull()
})

it('writes no link that it would not read', async () => {
  expect(await toFragment({ ...short, query: noise })).toBeNull()
  expect(await toFragment({ ...short, query: 'a'.repeat(100_000) })).toBeNull()
})

it('knows what may hold the values of a Secret, and takes nothing else for it', () => {
  const holds = (query: string, variables: unknown = {}) => mayHoldSecret({ query, variables: JSON.stringify(variables), operationName: '' })
  expect(holds('mutation { applyYaml }', { yaml: 'apiVersion: v1\nkind: Secret\n' })).toBe(true)
  expect(holds('mutation { createSecret }')).toBe(true)
  expect(holds('mutation { patch }', { patch: { stringData: { a: 'b' } } })).toBe(true)
  expect(holds('{ certificates { spec { secretName } } }', { name: 'a' })).toBe(false)
})
