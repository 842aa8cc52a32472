import { expect, test } from 'vitest'
import { parseFieldPath, valuesAt } from './field-path.ts'

const object = {
  metadata: { labels: { app: 'shop', 'app.kubernetes.io/name': 'cart', "it's": 'x' } },
  spec: { hosts: ['a', 'b'], http: [{ name: 'one', ports: [1, 2] }, { name: null }, { name: 'three', ports: [3] }], empty: [], nested: [[1], [2]] },
}

test.each([
  ['.spec.hosts[0]', ['a']],
  ['spec.hosts[1]', ['b']],
  ['.spec.hosts', ['a', 'b']],
  ['.spec.hosts[*]', ['a', 'b']],
  ['.spec.hosts[7]', []],
  ['.spec.http[*].name', ['one', 'three']],
  ['.spec.http[*].ports[0]', [1, 3]],
  ['.spec.http[*].ports[*]', [1, 2, 3]],
  ["['spec'].hosts[0]", ['a']],
  [".metadata.labels['app']", ['shop']],
  [".metadata.labels['app.kubernetes.io/name']", ['cart']],
  ['.metadata.labels.app\\.kubernetes\\.io/name', ['cart']],
  [".metadata.labels['it\\'s']", ['x']],
  ['.metadata.labels[*]', ['shop', 'cart', 'x']],
  ['.spec.empty', []],
  ['.spec.http.name', []],
  ['.constructor', []],
  ['.spec.__proto__', []],
])('what stands at %s', (path, expected) => {
  expect(valuesAt(object, parseFieldPath(path))).toEqual(expected)
})

test.each([['.spec.'], ['..spec'], ['.spec[x]'], ['.spec[-1]'], ['.spec[0'], ["['a]"], ['.spec]'], ['.a\\']])('%s is no path', path => {
  expect(() => parseFieldPath(path)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
})
