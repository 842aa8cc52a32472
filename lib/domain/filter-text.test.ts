import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FilterTerm, filterSigns, filterText, parseFilterText } from './filter-text.ts'

const word = (text: string): FilterTerm => ({ kind: 'word', text })
const compare = (subject: string, sign: (typeof filterSigns)[number], value: string): FilterTerm => ({ kind: 'compare', subject, sign, value })

test.each<[string, FilterTerm[]]>([
  ['', []],
  ['  reviews   shop ', [word('reviews'), word('shop')]],
  ['"a phrase" x', [word('a phrase'), word('x')]],
  ['Ready=False', [compare('Ready', '=', 'False')]],
  ['Age>7d Age<=30d', [compare('Age', '>', '7d'), compare('Age', '<=', '30d')]],
  ['"Desired Replicas">=3', [compare('Desired Replicas', '>=', '3')]],
  ['.spec.hosts[0]~"a b"', [compare('.spec.hosts[0]', '~', 'a b')]],
  ['.spec.gateways!=mesh', [compare('.spec.gateways', '!=', 'mesh')]],
  ['Name^re', [compare('Name', '^', 're')]],
  ['label:app=web,tier!=db x', [{ kind: 'labels', selector: 'app=web,tier!=db' }, word('x')]],
  [
    'has:.spec.tls no:Ready',
    [
      { kind: 'is', subject: '.spec.tls', present: true },
      { kind: 'is', subject: 'Ready', present: false },
    ],
  ],
  ['no:"Desired Replicas"', [{ kind: 'is', subject: 'Desired Replicas', present: false }]],
  ['image=a/b:1=2', [compare('image', '=', 'a/b:1=2')]],
  // What is not understood is a word.
  ['Ready=', [word('Ready=')]],
  ['=x', [word('=x')]],
  ['label:', [word('label:')]],
  ['a:b', [word('a:b')]],
  ['"unclosed', [word('unclosed')]],
  ['"a b">', [word('a b'), word('>')]],
  ['!x', [word('!x')]],
  ['https://shop.example/?a', [word('https://shop.example/?a')]],
])('%s', (text, expected) => {
  expect(parseFilterText(text)).toEqual(expected)
})

const anyText = fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.stringMatching(/^[a-z"=<>~^!. :\\]{1,8}$/))
const term = fc.oneof(
  fc.record({ kind: fc.constant('word' as const), text: anyText }),
  fc.record({ kind: fc.constant('labels' as const), selector: fc.stringMatching(/^[a-z=!,()./-]{1,8}$/) }),
  fc.record({ kind: fc.constant('compare' as const), subject: anyText, sign: fc.constantFrom(...filterSigns), value: anyText }),
  fc.record({ kind: fc.constant('is' as const), subject: anyText, present: fc.boolean() }),
)

test('what terms are written as reads as these terms', () => {
  fc.assert(
    fc.property(fc.array(term, { maxLength: 4 }), terms => {
      expect(parseFilterText(filterText(terms))).toEqual(terms)
    }),
    { numRuns: 2_000 },
  )
})

test('any text is read, and what it is written as reads the same', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z"=<>~^!. :\\]{0,20}$/)), text => {
      const terms = parseFilterText(text)
      expect(parseFilterText(filterText(terms))).toEqual(terms)
    }),
    { numRuns: 2_000 },
  )
})
