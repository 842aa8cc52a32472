import { createRandom, type Random } from './differential/random.ts'

/** A body to post, whatever it is. */
export type HostileRequest = { kind: string; body: string | Buffer; type: string }

const json = (body: unknown): string => JSON.stringify(body)
const query = (text: string, more: Record<string, unknown> = {}): string => json({ query: text, ...more })
const times = (count: number, make: (index: number) => string, between = ' '): string => Array.from({ length: count }, (_, index) => make(index)).join(between)
const list = (args: string): string => `list(resource: {group: "networking.istio.io", version: "v1", resource: "virtualservices"}, ${args})`
const nested = (depth: number, open: string, close: string, core = ''): string => open.repeat(depth) + core + close.repeat(depth)

/** Each a way to make a GraphQL server work, wait or remember; `random` varies sizes, so that nothing is remembered of the one before. */
const kinds: Record<string, (random: Random) => string | Buffer> = {
  'deep fields': random => query(nested(10 + random.below(50_000), '{a', '}')),
  'deep parentheses': random => query(`{ a(b: ${nested(10 + random.below(20_000), '[', ']')}) }`),
  'wide fields': random => query(`{ ${times(100 + random.below(5_000), index => `f${index}`)} }`),
  'the same field again and again': random => query(`{ ${times(100 + random.below(1_800), () => '__typename')} }`),
  'fields that have to be merged': random => query(`{ ${times(20 + random.below(60), () => `core { v1 { pods { items { metadata { name } } } } }`)} }`),
  aliases: random => query(`{ ${times(20 + random.below(1_000), index => `a${index}: __typename`)} }`),
  'aliases of lists': random =>
    query(`{ ${times(2 + random.below(25), index => `a${index}: ${list('first: 500')} { items { _raw _yaml _owned { nodes { depth } } } }`)} }`),
  'fragments that double': random => {
    const levels = 10 + random.below(40)
    return query(
      `{ ...f0 } ${times(levels, index => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`)} fragment f${levels} on Query { __typename }`,
    )
  },
  'fragments in a ring': random => {
    const ring = 1 + random.below(100)
    return query(`{ ...f0 } ${times(ring, index => `fragment f${index} on Query { ...f${(index + 1) % ring} }`)}`)
  },
  'fragments for nobody': random => query(`{ __typename } ${times(10 + random.below(300), index => `fragment f${index} on Query { __typename }`)}`),
  'a token without end': random => query(`{ ${'n'.repeat(1_000 + random.below(200_000))} }`),
  'a string without end': random => query(`{ search(text: "${'s'.repeat(1_000 + random.below(200_000))}") { total } }`),
  'a number without end': random => query(`{ ${list(`first: ${'9'.repeat(10 + random.below(50_000))}`)} { total } }`),
  comments: random => query(`{ __typename }\n${times(100 + random.below(20_000), () => '#', '\n')}`),
  'commas and blanks': random => query(`{ __typename }${',\n '.repeat(100 + random.below(50_000))}`),
  'large variables': random => query('query($x: JSON) { __typename }', { variables: { x: 'v'.repeat(1_000 + random.below(300_000)) } }),
  'too large variables': () => query('{ __typename }', { variables: { x: 'v'.repeat(3_400_000) } }),
  'deep variables': random => `{"query":"query($x: JSON) { __typename }","variables":{"x":${nested(10 + random.below(20_000), '[', ']')}}}`,
  'many variables': random => query(`query(${times(10 + random.below(500), index => `$v${index}: String`)}) { __typename }`),
  'variables of nobody’s type': () =>
    query('query($__proto__: JSON) { __typename }', { variables: JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{}}') }),
  directives: random => query(`{ __typename ${times(20 + random.below(900), () => '@skip(if: false)')} }`),
  'unknown directives': random => query(`query ${times(10 + random.below(200), index => `@d${index}`)} { __typename }`),
  introspection: random => query(`{ __schema { types { fields { type { ${nested(1 + random.below(12), 'ofType { ', ' }', 'name')} } } } } }`),
  'introspection of everything': () =>
    query('{ __schema { types { name fields { name args { name type { name } } type { name fields { name type { name fields { name } } } } } } } }'),
  batches: random => json(Array.from({ length: 1 + random.below(500) }, () => ({ query: '{ __typename }' }))),
  'no JSON': random => `{"query":"{ __typename }"${'}'.repeat(random.below(50))}${'['.repeat(random.below(5_000))}`,
  'no UTF-8': () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  'no document': random => query(times(1 + random.below(500), () => random.pick(['{', '}', '$', '"', '"""', '...', '@', '!', '\u0000', '{a(b:'] as const), '')),
  'unknown operations': random => query('query a { __typename }', { operationName: `b${random.below(1_000_000)}` }),
  'unknown ids': random => json({ id: `nobody@${random.below(2 ** 30).toString(16)}` }),
  'many operations': random =>
    query(
      times(10 + random.below(300), index => `query q${index} { __typename }`),
      { operationName: 'q0' },
    ),
  'kinds that nobody has': random => query(`{ nobody_${random.below(1_000_000)}_test { v1 { things { total } } } }`),
  'costly lists': random =>
    query(
      `{ ${list(`first: ${random.pick([100, 500])}`)} { items { _owned(depth: 5) { nodes { depth } } _references { kind } _referencedBy { items { kind } } _events(first: 200) { items { message } } } } }`,
    ),
  'filters that search': random =>
    query(
      `{ ${list(`first: 500, where: [${times(1 + random.below(50), () => '{path: ".spec[*][*][*][*][*][*]", op: CONTAINS, value: "x"}', ',')}]`)} { total } }`,
    ),
  'many namespaces': random => query(`{ ${list(`namespaces: [${times(90 + random.below(400), index => `"n${index}"`, ',')}]`)} { total } }`),
  'selectors without end': random => query(`{ ${list(`labelSelector: "${times(10 + random.below(5_000), index => `a${index}=b`, ',')}"`)} { total } }`),
  'subscriptions by POST': () => query(`subscription { watch(resource: {group: "networking.istio.io", version: "v1", resource: "virtualservices"}) { type } }`),
}

/** So many requests, of every kind by turns. */
export function* hostileRequests(count: number, seed: number): Generator<HostileRequest> {
  const random = createRandom(seed)
  const entries = Object.entries(kinds)
  for (let index = 0; index < count; index += 1) {
    const [kind, make] = entries[index % entries.length] as (typeof entries)[number]
    yield { kind, body: make(random), type: 'application/json' }
  }
}
export const hostileKinds: readonly string[] = Object.keys(kinds)
