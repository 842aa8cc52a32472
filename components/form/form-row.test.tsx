import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { formNode } from '#domain/form/form-node.ts'
import { type Form, FormContext } from './form-context.ts'
import { FormRow } from './form-row.tsx'

const rules = [
  { rule: 'self > 0', message: 'above zero' },
  { rule: 'self < 9', message: 'below nine' },
]
const schema = { type: 'integer', 'x-kubernetes-validations': rules }

const form = {
  document: { root: schema, schemas: {} },
  problems: new Map([['["size"]', ['Required.']]]),
  judged: new Map(),
  describe: false,
  wanted: { current: null },
} as unknown as Form

test('a control is described by what is wrong with it and by each of its rules, in their own words', () => {
  const html = renderToStaticMarkup(
    <FormContext value={form}>
      <FormRow at={['size']} name="size" node={formNode(form.document, schema)} required onRemove={null}>
        {control => <input {...control} />}
      </FormRow>
    </FormContext>,
  )
  const described = /aria-describedby="([^"]*)"/.exec(html)?.[1]?.split(' ') ?? []
  // A part with a name of its own would say that instead of what stands in it.
  const said = described.map(id => new RegExp(`<(\\w+) id="${id}"(?![^>]*aria-label)[^>]*>(.*?)</\\1>`).exec(html)?.[2]?.replaceAll(/<[^>]*>/g, ''))
  expect(said).toEqual(['Required.', 'Rule: above zero', 'Rule: below nine'])
})
