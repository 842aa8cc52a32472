import fc from 'fast-check'

const times = (count: number, each: (at: number) => string): string => Array.from({ length: count }, (_, at) => each(at)).join(' ')
const size = (min: number, max: number) => fc.integer({ min, max })
const document = (query: fc.Arbitrary<string>): fc.Arbitrary<string> => query.map(text => JSON.stringify({ query: text }))

/** Kinds of hostility, for the small schema, as request bodies: each asks for more than its text is worth. */
export const hostileRequests: Readonly<Record<string, fc.Arbitrary<string>>> = {
  deep: document(size(10, 400).map(depth => `{ things { items { ${'other { '.repeat(depth)}name${' }'.repeat(depth)} } } }`)),
  'aliases of one field': document(size(10, 600).map(count => `{ ${times(count, at => `a${at}: things { items { name spec } }`)} }`)),
  'one field many times': document(size(10, 1_900).map(count => `{ ${'who '.repeat(count)} }`)),
  'equal fields inside equal fields': document(
    fc.tuple(size(2, 40), size(2, 40)).map(([outer, inner]) => `{ things { items { ${`other { ${'name '.repeat(inner)}} `.repeat(outer)} } } }`),
  ),
  'fragments that double': document(
    size(5, 60).map(
      count =>
        `{ things { items { ...f0 } } } ${times(count, at => `fragment f${at} on Thing { a: other { ...f${at + 1} } b: other { ...f${at + 1} } }`)} fragment f${count} on Thing { name }`,
    ),
  ),
  'fragments in a circle': document(
    size(1, 50).map(count => `{ things { items { ...f0 } } } ${times(count, at => `fragment f${at} on Thing { other { ...f${(at + 1) % count} } }`)}`),
  ),
  'fragments beside each other': document(
    size(10, 120).map(
      count =>
        `{ things { items { ${times(count, at => `...f${at}`)} } } } ${times(count, at => `fragment f${at} on Thing { other { other { name } } name }`)}`,
    ),
  ),
  'fragments that nobody spreads': document(size(10, 200).map(count => `{ who } ${times(count, at => `fragment f${at} on Thing { other { name } }`)}`)),
  directives: document(size(10, 300).map(count => `{ who ${'@include(if: true) '.repeat(count)}}`)),
  'huge pages in each other': document(
    fc.tuple(size(1_000, 2 ** 31 - 1), size(1, 20)).map(([first, count]) => `{ ${times(count, at => `a${at}: things(first: ${first}) { items { spec } }`)} }`),
  ),
  'a list in a literal': document(size(10, 900).map(depth => `{ echo(value: ${'['.repeat(depth)}1${']'.repeat(depth)}) }`)),
  'a deep variable': size(10, 500_000).map(
    depth => `{"query":"query($v: JSON) { echo(value: $v) }","variables":{"v":${'['.repeat(depth)}1${']'.repeat(depth)}}}`,
  ),
  'a batch': size(0, 1_000).map(count => `[${Array.from({ length: count }, () => '{"query":"{ who }"}').join(',')}]`),
  'no request': fc.json(),
  'no JSON': fc.string({ maxLength: 200 }),
  'many variables': document(
    size(10, 300).map(count => `query(${times(count, at => `$v${at}: JSON`)}) { ${times(count, at => `a${at}: echo(value: $v${at})`)} }`),
  ),
  'many operations': document(size(10, 300).map(count => `${times(count, at => `query q${at} { ...f }`)} fragment f on Query { who }`)),
  'a long comment': document(size(1_000, 2_000_000).map(length => `{ who } #${'x'.repeat(length)}`)),
  'a long name': document(size(1_000, 200_000).map(length => `{ ${'x'.repeat(length)} }`)),
  'a long text': document(size(1_000, 200_000).map(length => `{ echo(value: "${'x'.repeat(length)}") }`)),
  'questions about questions': document(size(2, 60).map(depth => `{ __schema { types { ${'fields { type { '.repeat(depth)}name${' } }'.repeat(depth)} } } }`)),
  'unknown fields': document(size(10, 600).map(count => `{ ${times(count, at => `whom${at}`)} }`)),
  'no GraphQL': document(fc.string({ maxLength: 500 })),
  'broken off': document(size(1, 60).map(length => '{ things(first: 10) { items { name other { name spec } } total } }'.slice(0, length))),
  'a name that every object has': document(
    fc.constantFrom('{ __proto__ }', '{ constructor }', 'query($__proto__: JSON) { echo(value: $__proto__) }', '{ hasOwnProperty: who toString: who }'),
  ),
}
