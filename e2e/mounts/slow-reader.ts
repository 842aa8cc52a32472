import { get, type IncomingMessage } from 'node:http'

export type SlowReader = {
  /** Bytes that it has read. */
  bytes: () => number
  /** Whether there is more to come and the connection still stands. */
  isWaiting: () => boolean
  stop: () => void
}

/** A client that takes a few bytes now and then; everything before it has to wait for it or keep what it does not take. */
export async function readSlowly(url: string, headers: Record<string, string>): Promise<SlowReader> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).on('error', reject)
  })
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`)
  let bytes = 0
  let lost = false
  response.on('error', () => {
    lost = true
  })
  const timer = setInterval(() => {
    bytes += (response.read(1) as Buffer | null)?.length ?? 0
  }, 5)
  return {
    bytes: () => bytes,
    isWaiting: () => !lost && !response.complete,
    stop: () => {
      clearInterval(timer)
      response.destroy()
    },
  }
}
