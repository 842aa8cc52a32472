import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyRuns, propertyTimeoutMs } from '#domain/testing/property-runs.ts'
import { readListBody } from './list-body.ts'
import { readLines } from './read-lines.ts'

/** The bytes in pieces, as a network brings them. */
async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes.length === 0 ? bytes.length : (sizes[turn % sizes.length] ?? 1)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 400 })), { maxLength: 5 })
const longWord = fc.array(fc.constantFrom('x', 'y', 'zzz', '\\', '"'), { minLength: 40, maxLength: 300 }).map(parts => parts.join(''))
const word = fc.oneof(fc.string(), longWord, fc.constantFrom('"', '\\', '\\"', '],"rows":[', '}]}', 'ü€😀', '\n'))
const element = fc.record({
  cells: fc.array(fc.oneof(word, fc.integer(), fc.constant(null)), { maxLength: 3 }),
  object: fc.dictionary(word, fc.jsonValue(), { maxKeys: 3 }),
})

test(
  'a list in whatever pieces is cut into its elements and what stands around them',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(element, { maxLength: 4 }),
        fc.constantFrom('rows', 'items'),
        fc.boolean(),
        word,
        sizes,
        async (elements, name, isPretty, text, pieces) => {
          const around = { kind: 'Table', metadata: { continue: text }, columnDefinitions: [{ name: text }], [name]: elements, after: { rows: [text] } }
          const bytes = Buffer.from(JSON.stringify(around, null, isPretty ? 2 : undefined))
          const found: string[] = []
          let tail: unknown = null
          for await (const piece of readListBody(inPieces(bytes, pieces))) {
            if (piece.is === 'element') found.push(piece.bytes.toString().trim().replaceAll('\n    ', '\n'))
            if (piece.is === 'head') expect(JSON.parse(piece.json)).toMatchObject({ kind: 'Table' })
            if (piece.is === 'tail') tail = JSON.parse(piece.json)
          }
          // As texts: JSON.parse of Node 24.21 (V8 13.6) takes a key `\n` for the key `\\` where it has seen that one before.
          expect(found).toEqual(elements.map(each => JSON.stringify(each, null, isPretty ? 2 : undefined)))
          expect(tail).toEqual({ ...around, [name]: [] })
        },
      ),
      { numRuns: propertyRuns(300) },
    )
  },
  propertyTimeoutMs,
)

test('a list that is cut off is never taken for whole', async () => {
  const bytes = Buffer.from(JSON.stringify({ kind: 'Table', rows: [{ a: 1 }, { b: 'x' }] }))
  for (let length = 0; length < bytes.length; length += 1)
    await expect(
      (async () => {
        for await (const _ of readListBody(inPieces(bytes.subarray(0, length), [7])));
      })(),
    ).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
})

test('an element that is too long is not held', async () => {
  const bytes = Buffer.from(JSON.stringify({ rows: [{ a: 'x'.repeat(1_000) }] }))
  await expect(
    (async () => {
      for await (const _ of readListBody(inPieces(bytes, [10]), 500));
    })(),
  ).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
})

test(
  'lines in whatever pieces are the lines, without what was cut off',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1 }).filter(line => !line.includes('\n'))),
        fc.string().filter(rest => !rest.includes('\n')),
        sizes,
        async (lines, rest, pieces) => {
          const found: string[] = []
          for await (const line of readLines(inPieces(Buffer.from(lines.map(line => `${line}\n`).join('') + rest), pieces))) found.push(line.toString())
          expect(found).toEqual(lines)
        },
      ),
      { numRuns: propertyRuns(300) },
    )
  },
  propertyTimeoutMs,
)
