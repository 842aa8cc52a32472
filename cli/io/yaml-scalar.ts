/** kubectl's writer breaks a line at the first space past this column. */
const bestWidth = 80

/**
 * A text as kubectl's YAML writer would put it: plain where it reads back as the same text, a block where it has several
 * lines, else in quotes. `column` is where it starts, `indent` where further lines of it do.
 */
export function yamlString(text: string, column: number, indent: number, isKey: boolean): string {
  const lines = text.includes('\n')
  const special = hasSpecial(text) || / \n/.test(text)
  if (lines && !isKey && !special && !text.endsWith(' ')) return literal(text, indent)
  if (lines || special || readsAsOther(text)) return fold(quoteDouble(text), column, isKey ? null : indent)
  if (isPlain(text)) return fold(text, column, isKey ? null : indent)
  return fold(`'${text.replaceAll("'", "''")}'`, column, isKey ? null : indent)
}

/** What YAML 1.1 would take for a bool, null, number or time. */
function readsAsOther(text: string): boolean {
  if (/^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|~|null|Null|NULL|)$/.test(text)) return true
  if (/^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(text)) return true
  if (/^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/.test(text)) return true
  if (isTime(text)) return true
  if (!/^[-+.\d]/.test(text)) return false
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '')
  return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain) || /^[-+]?0(?:[xX][\dA-Fa-f]+|[bB][01]+|[oO]?[0-7]+)$/.test(plain)
}

function isTime(text: string): boolean {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(Z|[-+]\d\d:\d\d)?)?$/.exec(text)
  if (!match) return false
  const [, , month, day, separator, hour, minute, second, zone] = match
  if (separator !== undefined && (separator === ' ') !== (zone === undefined)) return false
  return (
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= 31 &&
    Number(hour ?? 0) < 24 &&
    Number(minute ?? 0) < 60 &&
    Number(second ?? 0) < 60
  )
}

/** Nothing in it that begins something else where a plain text stands in a block. */
function isPlain(text: string): boolean {
  return !/^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@`]|^[?:-](?:[ \n]|$)|:(?:[ \n]|$)|[ \n]#|^[ \n]|[ \n]$/.test(text)
}

/** Anything that is not printable, the tab, the byte order mark and what is past U+FFFF among it. */
function hasSpecial(text: string): boolean {
  return /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u.test(text)
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : ''
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : ''
  const body = text.endsWith('\n') ? text.slice(0, -1) : text
  const pad = ' '.repeat(indent)
  return [`|${hint}${chomp}`, ...body.split('\n').map(line => (line === '' ? '' : pad + line))].join('\n')
}

const escapes: Record<string, string> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
}

function quoteDouble(text: string): string {
  const inner = [...text].map(char => {
    const short = escapes[char]
    if (short !== undefined) return `\\${short}`
    if (!hasSpecial(char)) return char
    const code = char.codePointAt(0) ?? 0
    const hex = code.toString(16).toUpperCase()
    return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
  })
  return `"${inner.join('')}"`
}

/**
 * Goes to the next line at the first of spaces once a line is past the width, never right behind or before a quote; only
 * double quotes can do that where more spaces follow. `indent` null: a key stays on its line.
 */
function fold(text: string, column: number, indent: number | null): string {
  if (indent === null || column + text.length <= bestWidth) return text
  const chars = [...text]
  const isDouble = chars[0] === '"'
  const inside = isDouble || chars[0] === "'" ? 1 : 0
  let at = column
  let out = ''
  for (const [index, char] of chars.entries()) {
    const mayBreak = char === ' ' && chars[index - 1] !== ' ' && (isDouble || chars[index + 1] !== ' ') && index > inside && index < chars.length - 1 - inside
    if (mayBreak && at > bestWidth) {
      const mark = chars[index + 1] === ' ' ? '\\' : ''
      out += `\n${' '.repeat(indent)}${mark}`
      at = indent + mark.length
    } else {
      out += char
      at += 1
    }
  }
  return out
}
