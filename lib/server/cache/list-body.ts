import { AppError } from '#errors/app-error.ts'
import { longestLine } from './read-lines.ts'

/** Of a list's body: `head` what stands before its elements, as JSON; then each element's bytes; `tail` the whole without the elements. */
export type ListPiece = { is: 'head'; json: string } | { is: 'element'; bytes: Buffer } | { is: 'tail'; json: string }

/**
 * Cuts the body of a list into its elements as it comes (`rows` of a Table, `items` of any other list), so that nothing ever
 * holds or parses the whole of it. Throws where it ends too early, or an element is longer than `limit`.
 */
export async function* readListBody(body: AsyncIterable<Buffer>, limit = longestLine): AsyncGenerator<ListPiece, void, void> {
  const cutter = new ListCutter(limit)
  for await (const chunk of body) yield* cutter.take(chunk)
  if (!cutter.isWhole) throw new AppError('CLUSTER_UNREACHABLE', 'The answer of the kube-apiserver was cut off on the way.')
  yield { is: 'tail', json: cutter.outside }
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const openList = 0x5b
const closeList = 0x5d
const openMap = 0x7b
const closeMap = 0x7d
/** Bytes of a string from which on it is long. */
const longString = 48

/** A byte at a time, and no more than needed to know strings and depth: twice as fast as parsing. */
class ListCutter {
  #depth = 0
  #inString = false
  #isEscaped = false
  #inElements = false
  readonly #limit: number
  /** What stands around the elements, and, apart from it, the unfinished element. */
  readonly #outside: Buffer[] = []
  #element: Buffer[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  get isWhole(): boolean {
    return this.#depth === 0 && this.#outside.length > 0
  }

  get outside(): string {
    return Buffer.concat(this.#outside).toString('utf8')
  }

  *take(chunk: Buffer): Generator<ListPiece, void, void> {
    let start = 0
    let at = 0
    while (at < chunk.length) {
      if (this.#inString) {
        at = this.#skipString(chunk, at)
        continue
      }
      const byte = chunk[at] ?? 0
      at += 1
      if (byte === quote) this.#inString = true
      else if (byte === openMap || byte === openList) {
        this.#depth += 1
        if (this.#depth !== 2 || byte !== openList || this.#inElements) continue
        this.#outside.push(chunk.subarray(start, at))
        start = at
        const outside = this.outside
        this.#inElements = /"(?:rows|items)"\s*:\s*\[$/.test(outside)
        if (this.#inElements) yield { is: 'head', json: `${outside}]}` }
      } else if (byte === closeMap || byte === closeList) {
        this.#depth -= 1
        if (!this.#inElements) continue
        if (this.#depth === 2) {
          this.#keep(chunk.subarray(start, at))
          start = at
          yield { is: 'element', bytes: this.#takeElement() }
        } else if (this.#depth === 1) {
          this.#inElements = false
          this.#element = []
          start = at - 1
        }
      } else if (byte === comma && this.#inElements && this.#depth === 2) start = at
    }
    if (this.#inElements) this.#keep(chunk.subarray(start))
    else this.#outside.push(chunk.subarray(start))
  }

  /** Behind the string that `chunk` is in at `from`, or its end where the string goes on after it. */
  #skipString(chunk: Buffer, from: number): number {
    let at = from
    for (; at < chunk.length; at += 1) {
      if (at - from === longString && !this.#isEscaped) return this.#skipLongString(chunk, at)
      const byte = chunk[at]
      if (this.#isEscaped) this.#isEscaped = false
      else if (byte === backslash) this.#isEscaped = true
      else if (byte === quote) {
        this.#inString = false
        return at + 1
      }
    }
    return at
  }

  /** The same by searching, which is faster where quotes are far between. Not within an escape. */
  #skipLongString(chunk: Buffer, from: number): number {
    for (let at = from; ; ) {
      const found = chunk.indexOf(quote, at)
      const end = found < 0 ? chunk.length : found
      let slashes = 0
      while (end - 1 - slashes >= at && chunk[end - 1 - slashes] === backslash) slashes += 1
      const isEscaped = slashes % 2 === 1
      if (found < 0) {
        this.#isEscaped = isEscaped
        return end
      }
      at = found + 1
      if (isEscaped) continue
      this.#inString = false
      return at
    }
  }

  #keep(piece: Buffer): void {
    this.#element.push(piece)
    if (this.#element.reduce((sum, { length }) => sum + length, 0) > this.#limit)
      throw new AppError('CLUSTER_UNREACHABLE', `The kube-apiserver answered with an object of more than ${this.#limit} bytes.`)
  }

  #takeElement(): Buffer {
    const [first, ...more] = this.#element
    this.#element = []
    return first && more.length === 0 ? first : Buffer.concat([first ?? Buffer.alloc(0), ...more])
  }
}
