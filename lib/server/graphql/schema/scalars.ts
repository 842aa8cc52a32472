import { GraphQLError, GraphQLScalarType, Kind, type ObjectFieldNode, type ValueNode } from 'graphql'
import { AppError } from '#errors/app-error.ts'
import { exactInteger, rawText } from './raw-json.ts'

const integer = /^[+-]?\d+$/
const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n }

export const longScalar = new GraphQLScalarType({
  name: 'Long',
  description: 'An integer of 64 bits: a number where JavaScript holds it exactly (up to 2^53 - 1), else its digits as a string. Both are taken.',
  coerceOutputValue: value => {
    const digits = rawText(value) ?? (isWhole(value) ? BigInt(value).toString() : null)
    if (digits === null || !integer.test(digits)) throw misfit('an integer', value)
    return Number.isSafeInteger(Number(digits)) ? Number(digits) : digits
  },
  coerceInputValue: value => toLong(rawText(value) ?? (typeof value === 'string' ? value : isWhole(value) ? BigInt(value).toString() : ''), value),
  coerceInputLiteral: node => toLong(node.kind === Kind.INT || node.kind === Kind.STRING ? node.value : '', node),
})

export const intOrStringScalar = new GraphQLScalarType({
  name: 'IntOrString',
  description: 'An integer or a string, as it is stored (apimachinery util/intstr): a port by number or name, a number or a percentage.',
  coerceOutputValue: value => {
    if (typeof value === 'string' || isWhole(value) || rawText(value) !== null) return value
    throw misfit('an integer or a string', value)
  },
  coerceInputValue: value => {
    if (typeof value === 'string' || Number.isSafeInteger(value) || rawText(value) !== null) return value
    throw refused('IntOrString takes an integer or a string.')
  },
  coerceInputLiteral: node => {
    if (node.kind === Kind.STRING) return node.value
    if (node.kind === Kind.INT) return exactInteger(node.value)
    throw refused('IntOrString takes an integer or a string.', node)
  },
})

export const quantityScalar = new GraphQLScalarType({
  name: 'Quantity',
  description: 'An amount as text, such as `500m`, `2` or `1Gi` (apimachinery resource.Quantity). A number is taken, too.',
  coerceOutputValue: value => {
    if (typeof value === 'string') return value
    if (typeof value === 'number') return String(value)
    const digits = rawText(value)
    if (digits === null) throw misfit('a quantity', value)
    return digits
  },
  coerceInputValue: value => {
    if (typeof value === 'string') return value
    const digits = typeof value === 'number' ? String(value) : rawText(value)
    if (digits === null) throw refused('Quantity takes text such as "500m", or a number.')
    return digits
  },
  coerceInputLiteral: node => {
    if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT) return node.value
    throw refused('Quantity takes text such as "500m", or a number.', node)
  },
})

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/

export const dateTimeScalar = new GraphQLScalarType({
  name: 'DateTime',
  description: 'A time as text, `2026-01-31T09:30:00Z` (RFC 3339).',
  coerceOutputValue: value => {
    if (typeof value === 'string') return value
    throw misfit('a time', value)
  },
  coerceInputValue: value => toTime(value),
  coerceInputLiteral: node => toTime(node.kind === Kind.STRING ? node.value : null, node),
})

export const jsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any value of JSON: an object, a list, a string, a number, true, false or null. Integers have all their digits.',
  coerceOutputValue: value => value,
  coerceInputValue: value => value,
  coerceInputLiteral: literalValue,
})

function literalValue(node: ValueNode): unknown {
  switch (node.kind) {
    case Kind.INT:
      return exactInteger(node.value)
    case Kind.FLOAT:
      return Number(node.value)
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value
    case Kind.NULL:
      return null
    case Kind.LIST:
      return node.values.map(literalValue)
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map(({ name, value }: ObjectFieldNode) => [name.value, literalValue(value)]))
    default:
      throw refused('JSON takes strings, numbers, true, false, null, lists and objects.', node)
  }
}

function toLong(digits: string, given: unknown): unknown {
  if (integer.test(digits) && BigInt(digits) >= int64.least && BigInt(digits) <= int64.most) return exactInteger(digits)
  throw refused('Long takes an integer of 64 bits, as a number or as a string of digits.', isNode(given) ? given : undefined)
}

function toTime(value: unknown, node?: ValueNode): string {
  if (typeof value === 'string' && rfc3339.test(value)) return value
  throw refused('DateTime takes a time such as "2026-01-31T09:30:00Z".', node)
}

/** A stored value that is not what the schema of its kind says. */
export function misfit(wanted: string, value: unknown): AppError {
  const text = JSON.stringify(value) ?? String(value)
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  return new AppError('INVALID', `The stored value is not ${wanted}, as the schema of its kind says: ${shown} (_raw has it as it is).`)
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value)
}

function isNode(value: unknown): value is ValueNode {
  return typeof value === 'object' && value !== null && 'kind' in value
}

function refused(message: string, node?: ValueNode): GraphQLError {
  return new GraphQLError(message, node ? { nodes: node } : {})
}
