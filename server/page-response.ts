import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { constants, createGzip, type Gzip } from 'node:zlib'
import { opaqueHtmlType } from '#contract/headers.ts'
import { isUnder } from './prefix.ts'

export type ResponseShape = {
  prefix: string
  /** Inserted after `<head>` of HTML, once. */
  headInsert: string
  /** How HTML is labelled: `opaque` for the tunnel, `mixed-case` so that the kube-apiserver neither buffers nor rewrites it. */
  htmlType: 'plain' | 'opaque' | 'mixed-case'
  /** Bodies of at least so many bytes (or of unknown length) are compressed; null: never. */
  gzipFromBytes: number | null
}

const passThrough: ResponseShape = { prefix: '', headInsert: '', htmlType: 'plain', gzipFromBytes: null }
const htmlTypes = { plain: 'text/html; charset=utf-8', opaque: `${opaqueHtmlType}; charset=utf-8`, 'mixed-case': 'Text/HTML; charset=utf-8' }
const compressible = /^(?:text\/(?!event-stream)|application\/(?:javascript|json|manifest\+json|yaml)|image\/svg)/i
/** `<head>` comes in the first chunk of every page; beyond this the document is not one of ours. */
const headWithinBytes = 16_384

/**
 * The one place where an answer learns its mount: `Location` gets the prefix, HTML gets `<base>` and its label,
 * bodies are compressed after the insertion. A subclass, so that implicit headers pass through it as well.
 */
export class PageResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  private shape: ResponseShape = passThrough
  private isHtml = false
  private inserted = false
  private held: Buffer | null = null
  private gzip: Gzip | null = null
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
    const type = String(this.getHeader('content-type') ?? '')
    this.isHtml = /^text\/html\b/i.test(type) && this.shape.headInsert !== ''
    if (this.isHtml) this.setHeader('Content-Type', htmlTypes[this.shape.htmlType])
    if (this.shallCompress(statusCode, type)) this.startGzip()
    if (this.isHtml || this.gzip) this.removeHeader('content-length')
    return super.writeHead(statusCode)
  }

  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    const done = (typeof encoding === 'function' ? encoding : callback) as (() => void) | undefined
    if (!this.headersSent) this.writeHead(this.statusCode)
    const out = this.insert(toBuffer(chunk, encoding), false)
    if (out === null) {
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
    const out = this.insert(body, true) ?? Buffer.alloc(0)
    if (this.gzip) {
      if (out.length) this.gzip.write(out)
      this.gzip.end()
      return this
    }
    return out.length ? super.end(out) : super.end()
  }

  private prefixLocation(): void {
    const location = this.getHeader('location')
    const { prefix } = this.shape
    if (typeof location !== 'string' || !prefix || !location.startsWith('/') || location.startsWith('//') || isUnder(location, prefix)) return
    this.setHeader('Location', prefix + location)
  }

  private shallCompress(statusCode: number, type: string): boolean {
    const { gzipFromBytes } = this.shape
    if (gzipFromBytes === null || statusCode === 204 || statusCode === 304 || !compressible.test(type)) return false
    if (this.hasHeader('content-encoding') || this.hasHeader('content-range')) return false
    const length = this.getHeader('content-length')
    return length === undefined || Number(length) >= gzipFromBytes
  }

  private startGzip(): void {
    this.setHeader('Content-Encoding', 'gzip')
    this.appendHeader('Vary', 'Accept-Encoding')
    const gzip = createGzip({ level: 4, flush: constants.Z_SYNC_FLUSH })
    this.gzip = gzip
    gzip.on('data', (bytes: Buffer) => {
      if (super.write(bytes)) return
      gzip.pause()
      super.once('drain', () => gzip.resume())
    })
    gzip.on('end', () => super.end())
    // Writers that wait for `drain` wait for the compressor's.
    gzip.on('drain', () => this.emit('drain'))
    gzip.on('error', error => this.destroy(error))
    this.once('close', () => gzip.destroy())
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
    const at = head + '<head>'.length
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(this.shape.headInsert), bytes.subarray(at)])
  }

  private emitBytes(bytes: Buffer, done: (() => void) | undefined): boolean {
    if (this.gzip) return this.gzip.write(bytes, () => done?.())
    return super.write(bytes, () => done?.())
  }
}

function toBuffer(chunk: unknown, encoding: unknown): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array)
}
