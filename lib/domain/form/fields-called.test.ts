import { expect, test } from 'vitest'
import { fieldsCalled } from './fields-called.ts'

const field = (name: string, description = '') => ({ name, description, schema: {}, required: false })
const fields = [field('encodeUsagesInRequest'), field('keys', 'What its usages are.'), field('usages'), field('usagesOf'), field('other')]

test('the field of that name comes first, then the nearest', () => {
  expect(fieldsCalled(fields, ' Usages').map(({ name }) => name)).toEqual(['usages', 'usagesOf', 'encodeUsagesInRequest', 'keys'])
})

test('of nothing all fields are called so, in their order', () => {
  expect(fieldsCalled(fields, '')).toEqual(fields)
})
