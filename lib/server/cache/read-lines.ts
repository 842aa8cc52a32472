import { AppError } from '#errors/app-error.ts'

/** Longer than any object that etcd takes (1.5 MiB), several times over. */
export const longestLine = 8 * 1024 * 1024

const newline = 0x0a

/**
 * The lines of a body as bytes, each good until the next is asked for. What stands after the last line feed was cut off on the way and is left out.
 * Throws where a line is longer than `limit`, before it is held.
 */
export async function* readLines(body: AsyncIterable<Buffer>, limit = longestLine): AsyncGenerator<Buffer, void, void> {
  let rest: Buffer[] = []
  let restLength = 0
  for await (const chunk of body) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const piece = chunk.subarray(start, end)
      start = end + 1
      if (restLength + piece.length > limit) throw tooLong(limit)
      const line = restLength === 0 ? piece : Buffer.concat([...rest, piece])
      rest = []
      restLength = 0
      if (line.length > 0) yield line
    }
    if (start === chunk.length) continue
    rest.push(chunk.subarray(start))
    restLength += chunk.length - start
    if (restLength > limit) throw tooLong(limit)
  }
}

function tooLong(limit: number): AppError {
  return new AppError('CLUSTER_UNREACHABLE', `A watch of the kube-apiserver brought a line of more than ${limit} bytes.`)
}
