import { AppError } from '#errors/app-error.ts'

type Operator = 'in' | 'notin' | 'exists' | '!' | '>' | '<'
export type LabelRequirement = { key: string; operator: Operator; values: readonly string[] }
export type Labels = Readonly<Record<string, string>>

const token = /[ \t\r\n]*(?:(==|!=|[=!(),<>])|([^ \t\r\n=!(),<>]+)|$)/y
const name = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)$/
const prefix = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/

/** A label selector as apimachinery labels.Parse reads it (pkg/labels/selector.go). Throws BAD_REQUEST. */
export function parseLabelSelector(text: string): LabelRequirement[] {
  const tokens = tokensOf(text)
  const requirements: LabelRequirement[] = []
  let at = 0
  while (at < tokens.length) {
    const [requirement, next] = readRequirement(tokens, at)
    requirements.push(requirement)
    at = next
    if (at === tokens.length) break
    if (tokens[at] !== ',') throw refuse(`found '${tokens[at]}', expected: ',' or the end`)
    at += 1
    if (tokens[at] === undefined) throw refuse('found the end, expected: a label after the comma')
  }
  return requirements
}

/** Whether labels fit all of the requirements. */
export function matchesLabels(requirements: readonly LabelRequirement[], labels: Labels): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined
    switch (operator) {
      case 'exists':
        return value !== undefined
      case '!':
        return value === undefined
      case 'in':
        return value !== undefined && values.includes(value)
      case 'notin':
        return value === undefined || !values.includes(value)
      default:
        return compares(operator, value, values[0])
    }
  })
}

function compares(operator: '>' | '<', value: string | undefined, bound: string | undefined): boolean {
  const [left, right] = [integerOf(value), integerOf(bound)]
  if (left === null || right === null) return false
  return operator === '>' ? left > right : left < right
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  token.lastIndex = 0
  for (;;) {
    const [, symbol, word] = token.exec(text) ?? []
    const found = symbol ?? word
    if (found === undefined) return tokens
    tokens.push(found)
  }
}

function readRequirement(tokens: readonly string[], from: number): [LabelRequirement, number] {
  let at = from
  const negated = tokens[at] === '!'
  if (negated) at += 1
  const key = checkKey(wordAt(tokens, at))
  at += 1
  const sign = tokens[at]
  if (sign === undefined || sign === ',' || negated) return [{ key, operator: negated ? '!' : 'exists', values: [] }, at]
  at += 1
  switch (sign) {
    case 'in':
    case 'notin': {
      const [values, next] = readSet(tokens, at)
      return [{ key, operator: sign, values: values.map(checkValue) }, next]
    }
    case '=':
    case '==':
    case '!=':
    case '>':
    case '<': {
      const isEmpty = tokens[at] === undefined || tokens[at] === ','
      const value = checkValue(isEmpty ? '' : wordAt(tokens, at))
      if ((sign === '>' || sign === '<') && integerOf(value) === null) throw refuse(`'${value}' is no integer, and ${key} is compared with it`)
      const operator = sign === '>' || sign === '<' ? sign : sign === '!=' ? 'notin' : 'in'
      return [{ key, operator, values: [value] }, isEmpty ? at : at + 1]
    }
    default:
      throw refuse(`found '${sign}', expected: in, notin, =, ==, !=, > or <`)
  }
}

/** `(a, b)`; where nothing stands beside a comma, the empty value is meant. */
function readSet(tokens: readonly string[], from: number): [string[], number] {
  if (tokens[from] !== '(') throw refuse(`found '${tokens[from] ?? 'the end'}', expected: (`)
  const close = tokens.indexOf(')', from)
  if (close < 0) throw refuse('a parenthesis is not closed')
  const inside = tokens.slice(from + 1, close)
  if (inside.length === 0) throw refuse('a set of values must not be empty')
  const values: string[] = []
  let wantsValue = true
  for (const found of inside) {
    if (found === ',') {
      if (wantsValue) values.push('')
      wantsValue = true
    } else {
      if (!wantsValue) throw refuse(`found '${found}', expected: ',' or ')'`)
      values.push(wordAt([found], 0))
      wantsValue = false
    }
  }
  return [wantsValue ? [...values, ''] : values, close + 1]
}

function wordAt(tokens: readonly string[], at: number): string {
  const found = tokens[at]
  if (found === undefined || /^[=!(),<>]/.test(found)) throw refuse(`found '${found ?? 'the end'}', expected: a label or a value`)
  return found
}

/** apimachinery IsQualifiedName. */
function checkKey(key: string): string {
  const parts = key.split('/')
  const last = parts.pop() ?? ''
  if (parts.length > 1 || !name.test(last) || (parts[0] !== undefined && !prefix.test(parts[0]))) throw refuse(`'${key}' is no name of a label`)
  return key
}

function checkValue(value: string): string {
  if (value !== '' && !name.test(value)) throw refuse(`'${value}' can be no value of a label`)
  return value
}

/** As strconv.ParseInt(text, 10, 64). */
function integerOf(text: string | undefined): bigint | null {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return null
  const value = BigInt(text.replace(/^\+/, ''))
  return BigInt.asIntN(64, value) === value ? value : null
}

function refuse(why: string): AppError {
  return new AppError('BAD_REQUEST', `The label selector is not understood: ${why}.`)
}
