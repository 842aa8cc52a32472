import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { ContentEncoding } from '../server/content-encoding.ts'
import { isCompressible, mediaTypeOf } from '../server/media-type.ts'
import { encodedSuffixes } from '../server/static-files.ts'

const fromBytes = 1024
const compress: Readonly<Record<ContentEncoding, (body: Buffer) => Promise<Buffer>>> = {
  br: body => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }),
  gzip: body => promisify(gzip)(body, { level: 9 }),
}

/** Writes a `.br` and a `.gz` beside each file of the folder that gets smaller by it; server/static-files.ts sends them. */
export async function compressAssets(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  await Promise.all(files.map(compressFile))
}

async function compressFile(file: string): Promise<void> {
  const type = mediaTypeOf(file)
  if (!isCompressible(type)) return
  const body = await readFile(file)
  if (body.length < fromBytes) return
  for (const encoding of ['br', 'gzip'] as const) {
    // The kube-apiserver's service proxy aborts HTML that comes in brotli.
    if (encoding === 'br' && type.startsWith('text/html')) continue
    const smaller = await compress[encoding](body)
    if (smaller.length < body.length) await writeFile(file + encodedSuffixes[encoding], smaller)
  }
}
