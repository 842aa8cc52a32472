/** A request that wants more than its sender is worth. Each `index` gives another one, so that no cache of documents helps; `name`: of its kind. */
export function hostileRequest(index: number): { name: string; headers: Record<string, string>; body: string } {
  const [name, make] = kinds[index % kinds.length] ?? kinds[0]
  const made = make(index)
  return { name, ...(typeof made === 'string' ? posted({ query: made }) : made) }
}

const json = { 'content-type': 'application/json', accept: 'application/json' }
const repeat = (count: number, make: (at: number) => string): string => Array.from({ length: count }, (_, at) => make(at)).join(' ')
const list = (selection: string, more = ''): string => `{ networking_istio_io { v1 { virtualservices(first: 500${more}) { items { ${selection} } } } } }`
const text = (body: string): { headers: Record<string, string>; body: string } => ({ headers: json, body })
const posted = (body: unknown): { headers: Record<string, string>; body: string } => text(JSON.stringify(body))
const doubling = (at: number): string => `fragment F${at} on Query { ${at < 59 ? `a: __typename ...F${at + 1} ...F${at + 1}` : 'b: __typename'} }`

type Kind = readonly [name: string, make: (index: number) => string | { headers: Record<string, string>; body: string }]

const kinds: [Kind, ...Kind[]] = [
  ['depth', index => `{ a${index}: ${'me { '.repeat(200)} name ${'}'.repeat(200)} }`],
  ['depth of owned objects', index => list(`${'_owned { roots { object { '.repeat(30)} _key ${'} } }'.repeat(30)} # ${index}`)],
  ['aliases', index => `{ ${repeat(1_000, at => `a${index}_${at}: __typename`)} }`],
  ['aliases of a dear field', index => `{ ${repeat(400, at => `k${index}_${at}: kinds { items { kind } }`)} }`],
  ['pages within pages', index => list('_events(first: 500) { items { _events(first: 500) { items { _key } } } }', `, labelSelector: "x${index}"`)],
  ['references of references', index => list('_referencedBy { items { object { _referencedBy { items { object { _key } } } } } }', `, search: "${index}"`)],
  ['tokens', index => `{ ${'__typename '.repeat(5_000)} } # ${index}`],
  ['directives', index => `{ __typename ${'@skip(if: false) '.repeat(600)} } # ${index}`],
  ['a long name', index => `{ ${'x'.repeat(100_000)}${index} }`],
  ['declared variables', index => `query Q${index}(${repeat(500, at => `$v${at}: String`)}) { __typename }`],
  ['fragments in a circle', index => `{ ...A${index} } fragment A${index} on Query { ...B } fragment B on Query { ...A${index} }`],
  ['fragments that double', index => `query Q${index} { ...F0 } ${repeat(60, doubling)}`],
  ['introspection', index => `{ __schema { types { ${'fields { type { '.repeat(8)} name ${'} }'.repeat(8)} } } } # ${index}`],
  ['a long field path', index => list('_key', `, where: [{ path: ".spec${'[*]'.repeat(300)}", value: "${index}" }]`)],
  ['a long search', index => list('_key', `, search: "${'a '.repeat(20_000)}${index}"`)],
  ['a long selector', index => list('_key', `, labelSelector: "${'a,'.repeat(10_000)}b${index}"`)],
  ['a forged cursor', index => list('_key', `, after: "${'A'.repeat(10_000)}${index}"`)],
  ['deep variables', index => posted({ query: 'query Q($v: JSON) { __typename }', variables: { v: deep(2_000), index } })],
  ['a deep body', index => text(`{"query":"{ __typename }","variables":${'{"a":'.repeat(20_000)}${index}${'}'.repeat(20_000)}}`)],
  ['wide variables', index => posted({ query: 'query Q($w: [FieldFilter!]) { __typename }', variables: { w: Array(5_000).fill({ path: `.a${index}` }) } })],
  ['a batch', index => posted(Array(200).fill({ query: `{ a${index}: __typename }` }))],
  ['no JSON', index => text(`{"query": "{ __typename }${'"'.repeat(index % 50)}`)],
  ['a large body', index => posted({ query: '{ __typename }', variables: { text: `${index}${'y'.repeat(4 * 1024 * 1024)}` } })],
  ['plain text', index => ({ headers: { 'content-type': 'text/plain' }, body: `{ a${index}: __typename }` })],
  ['a prototype', index => text(`{"query":"{ a${index}: __typename }","__proto__":{"admin":true},"constructor":{"prototype":{}}}`)],
  ['a subscription by POST', index => `subscription S${index} { watch(resource: { resource: "pods" }) { token } }`],
  ['unknown fields', index => `{ ${repeat(300, at => `netwrking_istio_${index}_${at} { v1 { x } }`)} }`],
  ['an unknown id', index => posted({ id: `sha256:${index}` })],
]

function deep(levels: number): unknown {
  let value: unknown = 0
  for (let level = 0; level < levels; level += 1) value = [value]
  return value
}
