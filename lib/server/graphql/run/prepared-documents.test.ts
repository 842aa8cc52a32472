import { beforeEach, describe, expect, test, vi } from 'vitest'
import { graphqlLimits } from '#contract/graphql.ts'
import { AppError } from '#errors/app-error.ts'
import { createPreparedDocuments, type PreparedDocuments } from './prepared-documents.ts'

let documents: PreparedDocuments
let spent: number[]
const spend = (cost: number): void => void spent.push(cost)
const broken = `{ ${'who '.repeat(500)}`

beforeEach(() => {
  documents = createPreparedDocuments(graphqlLimits)
  spent = []
})

describe('a document', () => {
  test('is paid for by its length, then by its tokens, once', () => {
    const text = `{ ${'who '.repeat(20)}}`
    documents.prepare(text, spend)
    documents.prepare(text, spend)
    expect(spent).toEqual([text.length / 500, 22 / 20])
  })

  test('that is refused was paid for before it was parsed, and is known from then on', () => {
    const refused: unknown[] = []
    for (let at = 0; at < 3; at += 1)
      try {
        documents.prepare(broken, spend)
      } catch (thrown) {
        refused.push(thrown)
      }
    expect(spent).toEqual([broken.length / 500])
    expect(refused).toHaveLength(3)
    // The very same error: nothing was parsed again.
    expect(new Set(refused).size).toBe(1)
  })

  test('that cannot be paid for is not parsed, and not taken for refused', () => {
    const poor = vi.fn(() => {
      throw new AppError('TOO_MANY_REQUESTS')
    })
    expect(() => documents.prepare('{ who', poor)).toThrow(expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }))
    expect(() => documents.prepare('{ who }', poor)).toThrow(expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }))
    expect(documents.prepare('{ who }', spend).text).toBe('{ who }')
  })

  test('that was refused is forgotten when many others were', () => {
    const refusal = (text: string): unknown => {
      try {
        return documents.prepare(text, spend)
      } catch (thrown) {
        return thrown
      }
    }
    const first = refusal(broken)
    for (let at = 0; at < 3_000; at += 1) refusal(`{ a${at} #${'x'.repeat(500)}`)
    expect(refusal(broken)).not.toBe(first)
  })
})
