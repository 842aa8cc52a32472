import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { opaqueHtmlType } from '#contract/headers.ts'
import { ownPath } from '#domain/return-path.ts'
import { type Compressor, createCompressor } from './compressor.ts'
import type { ContentEncoding } from './content-encoding.ts'
import { createScriptDelay } from './late-scripts.ts'
import { isCompressible } from './media-type.ts'
import { isUnder } from './prefix.ts'

export type ResponseShape = {
  prefix: string
  /** Inserted after `<head>` of HTML, once; it loads the scripts of the page, which wait for it (late-scripts.ts). */
  headInsert: string
  /** How HTML is labelled: `opaque` for the tunnel, `mixed-case` so that the kube-apiserver neither buffers nor rewrites it. */
  htmlType: 'plain' | 'opaque' | 'mixed-case'
  /** Bodies of at least `fromBytes` (or of unknown length) are compressed by the first of `encodings`; none: never. */
  compression: { encodings: readonly ContentEncoding[]; fromBytes: number }
}

const passThrough: ResponseShape = { prefix: '', headInsert: '', htmlType: 'plain', compression: { encodings: [], fromBytes: 0 } }
const htmlTypes = { plain: 'text/html; charset=utf-8', opaque: `${opaqueHtmlType}; charset=utf-8`, 'mixed-case': 'Text/HTML; charset=utf-8' }
/** `<head>` comes in the first chunk of every page; beyond this the document is not one of ours. */
const headWithinBytes = 16_384
/** A body up to this is joined to its head. */
const joinedBytes = 16_384

/**
 * The one place where an answer learns its mount: `Location` gets the prefix, HTML gets `<base>` and its label and its scripts wait
 * (late-scripts.ts), bodies are compressed after the insertion. A subclass, so that implicit headers pass through it as well.
 */
export class PageResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  private shape: ResponseShape = passThrough
  private isHtml = false
  private inserted = false
  private held: Buffer | null = null
  private delayScripts: ((chunk: Buffer, last: boolean) => Buffer) | null = null
  private compressor: Compressor | null = null
  private ending = false

  /** To be called before the first byte. */
  setShape(shape: ResponseShape): void {
    this.shape = shape
  }

  override writeHead(statusCode: number, ...rest: unknown[]): this {
    const headers = rest.findLast(part => typeof part === 'object' && part !== null) as OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined
    this.statusCode = statusCode
    if (Array.isArray(headers)) for (let i = 0; i < headers.length; i += 2) this.setHeader(String(headers[i]), headers[i + 1] as OutgoingHttpHeader as string)
    else for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) this.setHeader(name, value)
    this.prefixLocation()
    this.scopeCookies()
    const type = String(this.getHeader('content-type') ?? '')
    this.isHtml = /^text\/html\b/i.test(type) && this.shape.headInsert !== ''
    if (this.isHtml) this.setHeader('Content-Type', htmlTypes[this.shape.htmlType])
    const encoding = this.encodingFor(statusCode, type)
    if (encoding) this.startCompressor(encoding)
    if (this.isHtml || this.compressor) this.removeHeader('content-length')
    return super.writeHead(statusCode)
  }

  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    const done = (typeof encoding === 'function' ? encoding : callback) as (() => void) | undefined
    if (!this.headersSent) this.writeHead(this.statusCode)
    const out = this.shapeHtml(toBuffer(chunk, encoding), false)
    if (out === null || (out.length === 0 && this.delayScripts)) {
      done?.()
      return true
    }
    return this.emitBytes(out, done)
  }

  override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    const done = [chunk, encoding, callback].find(part => typeof part === 'function') as (() => void) | undefined
    // The compressor ends the answer when it has given all.
    if (this.ending) return this
    const body = chunk === undefined || chunk === null || typeof chunk === 'function' ? Buffer.alloc(0) : toBuffer(chunk, encoding)
    if (!this.headersSent) {
      // A body that is whole and untouched may keep its exact length.
      if (!this.hasHeader('content-length') && !this.hasHeader('transfer-encoding') && this.statusCode !== 204 && this.statusCode !== 304)
        this.setHeader('Content-Length', body.length)
      this.writeHead(this.statusCode)
    }
    this.ending = true
    if (done) this.once('finish', done)
    const out = this.shapeHtml(body, true) ?? Buffer.alloc(0)
    if (this.compressor) {
      if (out.length) this.compressor.write(out)
      this.compressor.end()
      return this
    }
    if (out.length === 0) return super.end()
    // Node joins a string to the head, and the two leave as one; bytes it would send beside it.
    return out.length <= joinedBytes ? super.end(out.toString('latin1'), 'latin1') : super.end(out)
  }

  /** A redirect leads to a path of this mount, whatever set it: nobody is sent elsewhere from here. */
  private prefixLocation(): void {
    const location = this.getHeader('location')
    if (location === undefined) return
    const { prefix } = this.shape
    const path = ownPath(String(location))
    this.setHeader('Location', isUnder(path, prefix) ? path : prefix + path)
  }

  /** A cookie for the whole host is one for this mount: what lies beside it is another program, or another cluster. */
  private scopeCookies(): void {
    const cookies = this.getHeader('set-cookie')
    if (cookies === undefined) return
    const scoped = [cookies].flat().map(cookie => String(cookie).replace(/;\s*Path=\/(?=\s*(?:;|$))/i, `; Path=${this.shape.prefix}/`))
    this.setHeader('Set-Cookie', scoped)
  }

  private encodingFor(statusCode: number, type: string): ContentEncoding | undefined {
    const { encodings, fromBytes } = this.shape.compression
    if (statusCode === 204 || statusCode === 304 || !isCompressible(type)) return undefined
    if (this.hasHeader('content-encoding') || this.hasHeader('content-range')) return undefined
    if (Number(this.getHeader('content-length') ?? Infinity) < fromBytes) return undefined
    // A kube-apiserver that took `Text/HTML` for HTML would unpack gzip, but abort the connection at brotli.
    return encodings.find(encoding => encoding !== 'br' || !this.isHtml || this.shape.htmlType !== 'mixed-case')
  }

  private startCompressor(encoding: ContentEncoding): void {
    this.appendHeader('Vary', 'Accept-Encoding')
    this.setHeader('Content-Encoding', encoding)
    const compressor = createCompressor(encoding)
    this.compressor = compressor
    compressor.on('data', (bytes: Buffer) => {
      if (super.write(bytes)) return
      compressor.pause()
      super.once('drain', () => compressor.resume())
    })
    compressor.on('end', () => super.end())
    // Writers that wait for `drain` wait for the compressor's.
    compressor.on('drain', () => this.emit('drain'))
    compressor.on('error', error => this.destroy(error))
    this.once('close', () => compressor.destroy())
  }

  /** The chunk as it is sent, or null while nothing of it can be. */
  private shapeHtml(chunk: Buffer, last: boolean): Buffer | null {
    const out = this.insert(chunk, last)
    return out && this.delayScripts ? this.delayScripts(out, last) : out
  }

  /** The chunk with the insertion, or null while `<head>` has not come yet. */
  private insert(chunk: Buffer, last: boolean): Buffer | null {
    if (!this.isHtml || this.inserted) return chunk
    const bytes = this.held ? Buffer.concat([this.held, chunk]) : chunk
    const head = bytes.indexOf('<head>')
    if (head < 0 && !last && bytes.length < headWithinBytes) {
      this.held = bytes
      return null
    }
    this.inserted = true
    this.held = null
    if (head < 0) return bytes
    this.delayScripts = createScriptDelay()
    const at = head + '<head>'.length
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(this.shape.headInsert), bytes.subarray(at)])
  }

  private emitBytes(bytes: Buffer, done: (() => void) | undefined): boolean {
    if (this.compressor) return this.compressor.write(bytes, () => done?.())
    return super.write(bytes, () => done?.())
  }
}

function toBuffer(chunk: unknown, encoding: unknown): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array)
}
