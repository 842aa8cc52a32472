import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { AppError } from '#errors/app-error.ts'
import { acceptedEncodings, type ContentEncoding } from './content-encoding.ts'
import { staticFilePolicy } from './content-policy.ts'
import { inlineStyle } from './inline-style.ts'
import { mediaTypeOf } from './media-type.ts'

type Representation = { encoding: ContentEncoding | null; etag: string; body: Buffer }
type StaticFile = { type: string; cacheControl: string; representations: readonly Representation[] }

export type StaticFiles = {
  /** Whether the path (no query) is one of the files, or lies in Next's folder, where nothing but files is. */
  owns(pathname: string): boolean
  /** Answers a request whose path is owned. Throws AppError NOT_FOUND or METHOD_NOT_ALLOWED. */
  answer(request: IncomingMessage, response: ServerResponse): void
  /** Each style sheet as a hash source of a Content-Security-Policy (CSP 3 §2.3.1): pages have them inline, without a nonce. */
  styleHashes: readonly string[]
}

const nextFolder = '/_next/'
/** Suffixes of the files that scripts/compress-assets.ts writes beside others. */
export const encodedSuffixes: Readonly<Record<ContentEncoding, string>> = { br: '.br', gzip: '.gz' }

/**
 * `.next/static` and `public` of the application, read once into memory (a few megabytes): no path is ever looked up
 * on the disk. Validators are made from the bytes themselves, so all replicas of an image agree on them and a
 * revalidation, which the kube-apiserver's own `Cache-Control` line asks for on every visit, has no body.
 */
export function readStaticFiles(appDir: string): StaticFiles {
  const files = new Map<string, StaticFile>([
    ...filesIn(join(appDir, 'public'), '/', 'public, max-age=300, must-revalidate'),
    ...filesIn(join(appDir, '.next', 'static'), `${nextFolder}static/`, 'public, max-age=31536000, immutable'),
  ])
  return {
    owns: pathname => pathname.startsWith(nextFolder) || fileAt(files, pathname) !== undefined,
    answer(request, response) {
      const file = fileAt(files, request.url?.split('?', 1)[0] ?? '')
      if (!file) throw new AppError('NOT_FOUND', 'There is no such file. If the page is of an older version of Latchkey, load it again.')
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD')
        throw new AppError('METHOD_NOT_ALLOWED', 'Files answer GET and HEAD only.')
      }
      send(request, response, file)
    },
    styleHashes: [...files].filter(([path]) => path.endsWith('.css')).map(([path, file]) => hashSource(path, file)),
  }
}

function send(request: IncomingMessage, response: ServerResponse, file: StaticFile): void {
  const { encoding, etag, body } = choose(file, request)
  response.setHeader('ETag', etag)
  response.setHeader('Cache-Control', file.cacheControl)
  response.setHeader('Content-Security-Policy', staticFilePolicy)
  if (file.representations.length > 1) response.setHeader('Vary', 'Accept-Encoding')
  if (isKnown(request.headers['if-none-match'], etag)) return void response.writeHead(304).end()
  if (encoding) response.setHeader('Content-Encoding', encoding)
  response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function hashSource(path: string, { representations }: StaticFile): string {
  const css = representations.find(one => one.encoding === null)?.body.toString() ?? ''
  return `'sha256-${createHash('sha256').update(inlineStyle(css, path)).digest('base64')}'`
}

function choose({ representations }: StaticFile, request: IncomingMessage): Representation {
  const header = request.headers['accept-encoding']
  const encodings = [...acceptedEncodings(typeof header === 'string' ? header : undefined), null]
  const chosen = encodings.map(encoding => representations.find(one => one.encoding === encoding)).find(one => one !== undefined)
  if (!chosen) throw new Error('every file has a representation without an encoding')
  return chosen
}

/** `If-None-Match` compares weakly (RFC 9110 §13.1.2): a proxy may have made the validator weak. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some(candidate => ['*', etag].includes(candidate.trim().replace(/^W\//, '')))
}

function fileAt(files: ReadonlyMap<string, StaticFile>, pathname: string): StaticFile | undefined {
  try {
    return files.get(decodeURIComponent(pathname))
  } catch {
    return undefined
  }
}

function filesIn(folder: string, mount: string, cacheControl: string): [string, StaticFile][] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
  const present = new Set(names)
  const isSibling = (name: string): boolean =>
    Object.values(encodedSuffixes).some(suffix => name.endsWith(suffix) && present.has(name.slice(0, -suffix.length)))
  return names
    .filter(name => !isSibling(name))
    .map(name => {
      const encoded = (['br', 'gzip'] as const).filter(encoding => present.has(name + encodedSuffixes[encoding]))
      const representations = [
        ...encoded.map(encoding => representation(encoding, join(folder, name + encodedSuffixes[encoding]))),
        representation(null, join(folder, name)),
      ]
      return [mount + name, { type: mediaTypeOf(name), cacheControl, representations }]
    })
}

function representation(encoding: ContentEncoding | null, file: string): Representation {
  const body = readFileSync(file)
  return { encoding, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`, body }
}
