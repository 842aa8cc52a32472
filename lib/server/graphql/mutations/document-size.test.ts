import { expect, test } from 'vitest'
import { Document } from 'yaml'
import { addDocument, emptySize } from './document-size.ts'

const documentOf = (count: number) => new Document({ data: Array(count).fill(0) }) as Document.Parsed

test('the documents of one text may have so many fields together', () => {
  const size = emptySize()
  addDocument(size, documentOf(60_000), () => undefined)
  expect(size.all.nodes).toBe(60_003)
  expect(() => addDocument(size, documentOf(40_000), () => undefined)).toThrow('More than 100,000 fields are too much')
})
