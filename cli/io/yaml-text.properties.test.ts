import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { propertyRuns, propertyTimeoutMs } from '../../lib/domain/testing/property-runs.ts'
import { yamlText } from './yaml-text.ts'

test('whatever goes in comes out of any YAML reader', { timeout: propertyTimeoutMs }, () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
      expect(parse(yamlText({ value }))).toEqual({ value: JSON.parse(JSON.stringify(value)) })
    }),
    { numRuns: propertyRuns(500) },
  )
})

test('texts with spaces, breaks and quotes come out as they went in', () => {
  const piece = fc.constantFrom(' ', '  ', '\n', 'word', 'longer-word', "'", '"', '\\', ':', '#', '- ', '\t', 'é', '.', '1')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
      const text = pieces.join('')
      expect(parse(yamlText({ deep: { text } }))).toEqual({ deep: { text } })
    }),
    { numRuns: propertyRuns(500) },
  )
})
