import { expect, it } from 'vitest'
import { acceptedEncodings } from './content-encoding.ts'

it.each([
  ['a browser', 'gzip, deflate, br, zstd', ['br', 'gzip']],
  ['the order of the names decides nothing', 'br,gzip', ['br', 'gzip']],
  ['weights do', 'br;q=0.5, gzip;q=0.9', ['gzip', 'br']],
  ['a weight of zero refuses', 'br;q=0, gzip', ['gzip']],
  ['zero with decimals too', 'br;q=0.000, gzip;q=0.0', []],
  ['names and q in any case, spaces anywhere', ' GZIP ; Q=1 ', ['gzip']],
  ['the asterisk speaks for the rest', 'gzip;q=0.1, *', ['br', 'gzip']],
  ['and may refuse it', 'gzip, *;q=0', ['gzip']],
  ['a weight that is no number refuses', 'br;q=x, gzip', ['gzip']],
  ['identity only', 'identity', []],
  ['a name that merely contains one', 'brotli, xgzip', []],
  ['an empty header', '', []],
  ['no header', undefined, []],
])('%s', (_case, header, expected) => {
  expect(acceptedEncodings(header)).toEqual(expected)
})
