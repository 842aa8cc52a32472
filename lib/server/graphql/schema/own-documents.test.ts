import { readdirSync, readFileSync } from 'node:fs'
import { parse, validate } from 'graphql'
import { expect, it } from 'vitest'
import { graphqlLimits } from '#contract/graphql.ts'
import { allOperations } from '#contract/operations/all.ts'
import { buildKindModel } from '#domain/graphql/open-api-model.ts'
import { checkBounds, measureDocument } from '../limits/document-bounds.ts'
import { composeSchema } from './compose-schema.ts'
import { createKindTypes } from './kind-types.ts'
import { goldenDocument, goldenResources } from './testing/golden-documents.ts'

// What our pages and the documentation send fits the schema: of any cluster for the pages, of the demo's kinds for the examples.
const examples = new URL('../../../../docs/graphql/examples/', import.meta.url)
const files = readdirSync(examples).filter(name => name.endsWith('.graphql'))

it.each(allOperations)('$name fits a schema without any kind, and the limits', ({ name, text }) => {
  const document = parse(text, { maxTokens: graphqlLimits.documentTokens })
  expect(validate(composeSchema([]), document)).toEqual([])
  expect(() => checkBounds(measureDocument(document), graphqlLimits)).not.toThrow()
  expect(document.definitions[0]).toMatchObject({ name: { value: name } })
})

const kindTypes = createKindTypes()
const kinds = goldenResources()
  .filter(({ group, kind }) => (group === 'networking.istio.io' && kind === 'VirtualService') || kind === 'Certificate')
  .map(resource => ({ types: kindTypes.of(buildKindModel(goldenDocument(resource), resource)), isWritten: true }))

// The fixtures have CRDs alone.
it.each(files.filter(name => name !== 'raw-and-yaml.graphql'))('the example %s fits the schema', file => {
  expect(validate(composeSchema(kinds), parse(readFileSync(new URL(file, examples), 'utf8')))).toEqual([])
})
