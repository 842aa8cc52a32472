import { AppError } from '#errors/app-error.ts'
import type { FieldFilter } from './list-query.ts'
import { hasQuantitySuffix, quantitySize } from './quantity.ts'
import { compareSortValues, naturalKey, rawNumber, sortValueOf } from './sort-value.ts'

/** Whether a condition holds for what was found. */
export type Holds = (values: readonly unknown[]) => boolean

/** Throws BAD_REQUEST for a value that the operation cannot take. */
export function condition(op: FieldFilter['op'], value: unknown): Holds {
  switch (op) {
    case 'EXISTS':
      return values => values.length > 0
    case 'ABSENT':
      return values => values.length === 0
    case 'EQ': {
      const equals = equality(value)
      return values => values.some(equals)
    }
    case 'NE': {
      const equals = equality(value)
      return values => !values.some(equals)
    }
    case 'IN':
    case 'NOT_IN': {
      if (!Array.isArray(value)) throw new AppError('BAD_REQUEST', `${op} takes a list of values.`)
      const isIn = membership(value)
      return op === 'IN' ? values => values.some(isIn) : values => !values.some(isIn)
    }
    case 'CONTAINS':
    case 'MATCHES_PREFIX': {
      const text = textOf(value).toLowerCase()
      if (op === 'CONTAINS') return values => values.some(found => textOf(found).toLowerCase().includes(text))
      return values => values.some(found => textOf(found).toLowerCase().startsWith(text))
    }
    default: {
      const accepts = comparison(op, value)
      return values => values.some(accepts)
    }
  }
}

/** Numbers by size, quantities too where one of both is written with a suffix, all else by its text: version 1.10 is not 1.1. */
function equality(wanted: unknown): (found: unknown) => boolean {
  const text = textOf(wanted)
  const size = quantitySize(text)
  return found => {
    const other = textOf(found)
    if (other === text) return true
    if (size === null || !(bothNumbers(wanted, found) || hasQuantitySuffix(text) || hasQuantitySuffix(other))) return false
    const otherSize = quantitySize(other)
    // One may be a bigint, which is never identical to a number.
    return otherSize !== null && !(otherSize < size) && !(otherSize > size)
  }
}

/** Whether `equality` holds for one of many, in the time that it takes for a single one. */
function membership(wanted: readonly unknown[]): (found: unknown) => boolean {
  const texts = new Set(wanted.map(textOf))
  const sizesOf = (values: readonly unknown[]) => new Set(values.map(value => sizeKey(textOf(value))).filter(key => key !== null))
  const sizes = sizesOf(wanted)
  const suffixed = sizesOf(wanted.filter(value => hasQuantitySuffix(textOf(value))))
  const numbers = sizesOf(wanted.filter(isNumber))
  return found => {
    const text = textOf(found)
    if (texts.has(text)) return true
    const size = sizes.size === 0 ? null : sizeKey(text)
    if (size === null) return false
    return suffixed.has(size) || (hasQuantitySuffix(text) && sizes.has(size)) || (isNumber(found) && numbers.has(size))
  }
}

/** The same for equal sizes: a number and a bigint are never identical. */
function sizeKey(text: string): number | bigint | null {
  const size = quantitySize(text)
  return typeof size === 'number' && Number.isInteger(size) && !Number.isSafeInteger(size) ? BigInt(size) : size
}

function comparison(op: 'GT' | 'GE' | 'LT' | 'LE', wanted: unknown): (found: unknown) => boolean {
  const bound = sortValueOf(wanted)
  if (bound === null) throw new AppError('BAD_REQUEST', `${op} takes a value to compare with.`)
  return found => {
    let value = sortValueOf(found)
    if (value === null) return false
    let limit = bound
    // A number is not comparable with a text by size; then both are texts.
    if (typeof value !== typeof limit && (typeof value === 'string' || typeof limit === 'string')) {
      value = naturalKey(textOf(found))
      limit = naturalKey(textOf(wanted))
    }
    const order = compareSortValues(value, limit, false)
    return op === 'GT' ? order > 0 : op === 'GE' ? order >= 0 : op === 'LT' ? order < 0 : order <= 0
  }
}

function bothNumbers(a: unknown, b: unknown): boolean {
  return isNumber(a) && isNumber(b)
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'object' && value !== null && rawNumber(value) !== null)
}

function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return rawNumber(value) ?? JSON.stringify(value)
  return String(value ?? '')
}
