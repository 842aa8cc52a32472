import { type ScalarTag, stringify, type Tags, type YAMLError } from 'yaml'

/**
 * How kubectl reads YAML (sigs.k8s.io/yaml, which is goyaml.v2): version 1.1 without base 60 and times, and the octal of 1.2 besides. `yes` is
 * true, 0400 is 256, 12:30 is a text. Whole numbers beyond 2^53 are bigint. What nobody touches is written as it stands.
 */
export const kubectlYaml = { version: '1.1', merge: true, uniqueKeys: true, customTags: kubectlTags } as const

/** Any value as YAML, as kubectl writes it: in quotes what it, or another reader of 1.1, would take for something else. */
export function writeYaml(value: unknown): string {
  return stringify(value, { ...kubectlYaml, compat: 'yaml-1.1', lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false })
}

/** Where a text cannot be read, and why; lines and columns count from 1. */
export function yamlProblem({ linePos, message }: YAMLError): { line: number; column: number; message: string } {
  const [start] = linePos ?? [{ line: 1, col: 1 }]
  return { line: start.line, column: start.col, message: firstLine(message) }
}

export function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '')
}

/** A number of YAML by its text, or the text where it is none. */
export function readNumber(text: string): number | bigint | string {
  const plain = text.replaceAll('_', '')
  const [, sign = '', digits = ''] = /^([-+]?)(0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/.exec(plain) ?? []
  if (digits === '') return readFloat(plain) ?? text
  const size = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase())
  const value = sign === '-' ? -size : size
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

function readFloat(plain: string): number | undefined {
  const value = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain) ? Number(plain) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

function writeNumber({ source, value }: { source?: string | undefined; value: unknown }): string {
  if (source !== undefined && readNumber(source) === value) return source
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}

const int: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: value => typeof value === 'bigint' || Number.isInteger(value),
  test: /^[-+]?(?:0[bB][01_]+|0[oO][0-7_]+|0[xX][0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)$/,
  resolve: readNumber,
  stringify: writeNumber,
}

const float: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: value => typeof value === 'number',
  test: /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/,
  resolve: readNumber,
  stringify: writeNumber,
}

const noNumber: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  resolve(text, onError) {
    const name = /nan/i.test(text) ? 'NaN' : text.startsWith('-') ? '-Infinity' : 'Infinity'
    onError(`${name} is no number that Kubernetes knows.`)
    return text
  },
}

/** What kubectl does not know is refused where it is named by a tag, and a text where it is not. */
const unknown = new Set(['int', 'float', 'timestamp', 'binary', 'omap', 'pairs', 'set'].map(name => `tag:yaml.org,2002:${name}`))

function kubectlTags(tags: Tags): Tags {
  return [...tags.filter(tag => typeof tag === 'string' || !unknown.has(tag.tag)), int, float, noNumber]
}
