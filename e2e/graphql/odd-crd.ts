import type { KubeObject } from './kube.ts'

const text = { type: 'string' }
const keep = { 'x-kubernetes-preserve-unknown-fields': true }

/** Everything in a schema that a GraphQL type cannot say as it stands, in one kind. */
const oddSpec = {
  type: 'object',
  required: ['big'],
  properties: {
    // Names: illegal characters, what reads as the escape of another name, names of ours, of GraphQL and of JavaScript.
    'x-y': text,
    x_u2d_y: text,
    _raw: text,
    __typename: text,
    constructor: text,
    toString: text,
    '1st': text,
    $ref: text,
    'é.ü/ö': text,
    // Values
    big: { type: 'integer', format: 'int64' },
    endless: { type: 'integer' },
    small: { type: 'integer', format: 'int32' },
    ratio: { type: 'number' },
    port: { 'x-kubernetes-int-or-string': true },
    quantity: {
      anyOf: [{ type: 'integer' }, { type: 'string' }],
      pattern: '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
      'x-kubernetes-int-or-string': true,
    },
    level: { type: 'string', enum: ['low', '1st', 'a b', ''] },
    mode: { type: 'string', enum: ['On', 'Off'] },
    since: { type: 'string', format: 'date-time' },
    // Shapes
    open: { type: 'object', properties: { known: text }, ...keep },
    anything: keep,
    words: { type: 'object', additionalProperties: text },
    parts: { type: 'object', additionalProperties: { type: 'object', properties: { size: { type: 'integer', format: 'int32' } } } },
    lists: { type: 'object', additionalProperties: { type: 'array', items: text } },
    embedded: { type: 'object', 'x-kubernetes-embedded-resource': true, ...keep },
    matrix: { type: 'array', items: { type: 'array', items: { type: 'integer', format: 'int64' } } },
    nothing: { type: 'object' },
  },
}

/** A kind that begins with a small letter and has a hyphen, in a group that begins with a digit, in two versions that differ. */
export function oddDefinition(group: string, more: Record<string, unknown> = {}): KubeObject {
  const version = (name: string, storage: boolean, spec: unknown) => ({
    name,
    served: true,
    storage,
    schema: { openAPIV3Schema: { type: 'object', properties: { spec, status: { type: 'object', ...keep } } } },
    subresources: { status: {} },
  })
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `odd-things.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'odd-things', singular: 'odd-thing', kind: 'odd-Thing', listKind: 'odd-ThingList' },
      versions: [
        version('v1', true, { ...oddSpec, properties: { ...oddSpec.properties, ...more } }),
        version('v1beta1', false, { type: 'object', properties: { big: text }, ...keep }),
      ],
    },
  }
}

/** As JSON text: JavaScript could not hold its numbers. */
export const oddObjectText = (group: string, namespace: string, name: string): string => `{
  "apiVersion": "${group}/v1", "kind": "odd-Thing", "metadata": {"name": "${name}", "namespace": "${namespace}"},
  "spec": {
    "x-y": "hyphen", "x_u2d_y": "escape", "_raw": "raw", "__typename": "typename", "constructor": "made", "toString": "text", "1st": "first", "$ref": "ref", "é.ü/ö": "letters",
    "big": 9223372036854775807, "endless": 9007199254740993, "small": -2147483648, "ratio": 0.1, "port": "http", "quantity": "1500m",
    "level": "a b", "mode": "Off", "since": "2026-01-02T03:04:05Z",
    "open": {"known": "k", "un-known": {"deep": [1, 9007199254740993]}}, "anything": [1, "two", {"three": 1234567890123456789}],
    "words": {"a.b/c": "d"}, "parts": {"p-1": {"size": 3}, "": {"size": 4}}, "lists": {"l": ["x", "y"]},
    "embedded": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "inner"}, "data": {"k": "v"}},
    "matrix": [[1, 9007199254740993], []], "nothing": {}
  }
}`
