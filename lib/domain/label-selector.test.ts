import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LabelRequirement, matchesLabels, parseLabelSelector } from './label-selector.ts'
import { propertyRuns } from './testing/property-runs.ts'

// Cases of apimachinery pkg/labels/selector_test.go among them.
describe('a label selector', () => {
  test.each([
    ['', {}, true],
    ['x=a', { x: 'a' }, true],
    ['x==a', { x: 'b' }, false],
    ['x!=a', {}, true],
    ['x != a', { x: 'a' }, false],
    ['x=', { x: '' }, true],
    ['x= ', {}, false],
    ['x=,z= ', { x: '', z: '' }, true],
    ['x', { x: '' }, true],
    ['!x', { x: '' }, false],
    ['!x', {}, true],
    ['x in (a, b)', { x: 'b' }, true],
    ['x in (a,,)', { x: '' }, true],
    ['x in (,)', { x: '' }, true],
    ['x notin (a,b)', {}, true],
    ['x notin (a,b)', { x: 'a' }, false],
    ['x>1', { x: '2' }, true],
    ['x<1', { x: '10' }, false],
    ['x>9223372036854775806', { x: '9223372036854775807' }, true],
    ['x>1', { x: 'text' }, false],
    ['in in (in,notin),notin', { in: 'notin', notin: 'x' }, true],
    ['a.b/c=d,!e,\tf in (g)', { 'a.b/c': 'd', f: 'g' }, true],
    ['x=a,y=b', { x: 'a', y: 'c' }, false],
    ['toString', {}, false],
  ])('%s on %o is %s', (selector, labels, expected) => {
    expect(matchesLabels(parseLabelSelector(selector), labels)).toBe(expected)
  })

  test.each([
    ['x=a||y=b'],
    ['x==a==b'],
    ['!x=a'],
    ['x<a'],
    ['x in ()'],
    ['x in (a'],
    ['x in a'],
    ['x in (a b)'],
    ['x,'],
    [',x'],
    ['x,,y'],
    ['x=a,'],
    ['x y'],
    ['='],
    ['!'],
    ['a/b/c'],
    ['-x'],
    ['x=-a'],
    ['A.b/c=d'],
    ['x>1.5'],
    ['x>9223372036854775808'],
    [`${'x'.repeat(64)}`],
    [`x=${'y'.repeat(64)}`],
  ])('%s is none', selector => {
    expect(() => parseLabelSelector(selector)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  })

  const key = fc.constantFrom('app', 'example.org/tier', 'in', 'notin', 'x-1')
  const value = fc.constantFrom('', 'a', 'in', 'v1.2', '5', '10')
  const requirement = fc.oneof(
    fc.record({ key, operator: fc.constantFrom('in' as const, 'notin' as const), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
    fc.record({ key, operator: fc.constantFrom('exists' as const, '!' as const), values: fc.constant([]) }),
    fc.record({ key, operator: fc.constantFrom('>' as const, '<' as const), values: fc.tuple(fc.constantFrom('5', '7')) }),
  ) satisfies fc.Arbitrary<LabelRequirement>
  const space = fc.constantFrom('', ' ', '\t ')
  const labels = fc.dictionary(key, value)

  function write({ key: name, operator, values }: LabelRequirement, gap: string, isShort: boolean): string {
    if (operator === 'exists') return `${gap}${name}${gap}`
    if (operator === '!') return `${gap}!${gap}${name}`
    if (operator === '>' || operator === '<') return `${name}${gap}${operator}${gap}${values[0]}`
    if ((isShort || values[0] === '') && values.length === 1) return `${name}${gap}${operator === 'in' ? '=' : '!='}${gap}${values[0]}`
    return `${name} ${operator} ${gap}(${gap}${values.join(`${gap},${gap}`)}${gap})`
  }
  /** The documentation's words, one by one. */
  function means({ key: name, operator, values }: LabelRequirement, of: Record<string, string>): boolean {
    const found = Object.entries(of).find(([label]) => label === name)?.[1]
    if (operator === 'exists') return found !== undefined
    if (operator === '!') return found === undefined
    if (operator === 'in') return values.some(each => each === found)
    if (operator === 'notin') return !values.some(each => each === found)
    if (!/^\d+$/.test(found ?? '')) return false
    return operator === '>' ? Number(found) > Number(values[0]) : Number(found) < Number(values[0])
  }

  test('means what its documentation says, however it is written', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), labels, space, fc.boolean(), (requirements, of, gap, isShort) => {
        const text = requirements.map(each => write(each, gap, isShort)).join(',')
        expect(matchesLabels(parseLabelSelector(text), of), text).toBe(requirements.every(each => means(each, of)))
      }),
      { numRuns: propertyRuns(1_000) },
    )
  })

  test('of whatever text is understood or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('a', '=', '!', ',', '(', ')', ' ', 'in', '<', '1') })), text => {
        try {
          parseLabelSelector(text)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'BAD_REQUEST' })
        }
      }),
      { numRuns: propertyRuns(1_000) },
    )
  })
})
