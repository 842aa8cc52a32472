import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { buildSchema, GraphQLSchema, isSpecifiedScalarType, printSchema, printType, validateSchema } from 'graphql'
import { describe, expect, test } from 'vitest'
import { dnsName, groupName } from '#domain/graphql/names.ts'
import { buildKindModel } from '#domain/graphql/open-api-model.ts'
import { resourceKey } from '#domain/resource.ts'
import { composeSchema } from './compose-schema.ts'
import { createKindTypes } from './kind-types.ts'
import { goldenDocument, goldenFolder, goldenResources } from './testing/golden-documents.ts'

const resources = goldenResources()
const kindTypes = createKindTypes()
const documents = new Map<string, unknown>()
const models = resources.map(resource => {
  const key = `${resource.group}/${resource.version}`
  if (!documents.has(key)) documents.set(key, goldenDocument(resource))
  return buildKindModel(documents.get(key), resource)
})
const schema = composeSchema(models.map(model => ({ types: kindTypes.of(model), isWritten: true })))

/** What a group and version add to the schema: its kinds and their own types. What all kinds have alike is left out. */
function goldenTexts(): Map<string, string> {
  const heads = new Map(resources.map(resource => [`${resource.group}_${resource.version}`, `${groupName(resource.group)}_${dnsName(resource.version)}`]))
  const types = Object.values(schema.getTypeMap()).filter(type => !isSpecifiedScalarType(type))
  return new Map(
    [...heads].map(([file, head]) => {
      const own = types.filter(({ name }) => [`Version_${head}`].includes(name) || (name.startsWith(`${head}_`) && /^[A-Z]/.test(name.slice(head.length + 1))))
      return [file, `${own.map(printType).map(withoutCommonFields).join('\n\n')}\n`]
    }),
  )
}

/** The fields that begin with a bare `_` are tested with what makes them. */
function withoutCommonFields(text: string): string {
  return text.replace(/\n\n? {2}(?:"""(?:(?!""")[\s\S])*"""\n {2})?_(?!u[0-9a-f]*_|json)\w+(?:\((?:[^()]|\([^()]*\))*\))?: [^\n]*/g, '')
}

/** Plain where it reads well in a diff; the largest would be megabytes. */
const isPlain = (text: string) => text.length < 100_000
const place = (file: string) => new URL(file, goldenFolder)

function writeGolden(file: string, text: string): void {
  rmSync(place(`${file}.graphql`), { force: true })
  rmSync(place(`${file}.graphql.gz`), { force: true })
  if (isPlain(text)) writeFileSync(place(`${file}.graphql`), text)
  else writeFileSync(place(`${file}.graphql.gz`), gzipSync(text, { level: 9 }))
}

function readGolden(file: string): string {
  const packed = place(`${file}.graphql.gz`)
  return existsSync(packed) ? gunzipSync(readFileSync(packed)).toString('utf8') : readFileSync(place(`${file}.graphql`), 'utf8')
}

describe('the schema of the 53 CRDs of Istio, cert-manager, the Prometheus operator and Cilium', () => {
  test('has every kind in every served version', () => {
    expect(new Set(resources.map(resourceKey)).size).toBe(53)
    expect(models.every(({ published }) => published)).toBe(true)
    expect(models.every(({ root }) => schema.getType(root) !== undefined)).toBe(true)
  })

  test('is valid, and its text is', () => {
    expect(validateSchema(new GraphQLSchema({ ...schema.toConfig(), assumeValid: false }))).toEqual([])
    expect(Object.keys(buildSchema(printSchema(schema)).getTypeMap()).sort()).toEqual(Object.keys(schema.getTypeMap()).sort())
  })

  test('is what it was: UPDATE_GOLDEN=1 writes it anew', () => {
    const texts = goldenTexts()
    if (process.env['UPDATE_GOLDEN'] === '1') for (const [file, text] of texts) writeGolden(file, text)
    for (const [file, text] of texts) expect(readGolden(file), file).toBe(text)
  })
})
