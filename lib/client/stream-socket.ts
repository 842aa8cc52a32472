import { proofProtocolPrefix } from '#contract/headers.ts'
import { streamProtocol } from '#contract/stream.ts'
import { retryDelayMs } from '#domain/watch-retry.ts'
import { withBase } from './base.ts'
import { pageProof } from './page-proof.ts'
import { waitForRetry } from './page-visibility.ts'
import { requestServer } from './request.ts'
import { connectStreams, type StreamConnection } from './stream-connection.ts'

/** Where no socket passes (an ingress that carries no upgrades), so long passes before one is tried again. */
const withoutSocketMs = 300_000

/** The one connection of this tab, being made or standing; null where no socket passes. */
let current: Promise<StreamConnection | null> | null = null
let withoutSocketUntilMs = 0
let failures = 0
let notBeforeMs = 0

/** The connection of this tab, made when first needed, with growing pauses where that fails. Null where sockets do not pass but requests do. Throws AppError. */
export function tabConnection(): Promise<StreamConnection | null> {
  if (Date.now() < withoutSocketUntilMs) return Promise.resolve(null)
  current ??= connect()
  return current
}

async function connect(): Promise<StreamConnection | null> {
  try {
    const waitMs = notBeforeMs - Date.now()
    if (waitMs > 0) await waitForRetry(waitMs, new AbortController().signal)
    const connection = await connectOrExplain()
    failures = 0
    if (connection === null) current = null
    return connection
  } catch (thrown) {
    current = null
    failures += 1
    notBeforeMs = Date.now() + retryDelayMs(failures, Math.random())
    throw thrown
  }
}

async function connectOrExplain(): Promise<StreamConnection | null> {
  const url = new URL(withBase('/api/v1/stream'), location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const proof = pageProof()
  const protocols = [streamProtocol, ...(proof === '' ? [] : [proofProtocolPrefix + proof])]
  try {
    return await connectStreams(url, protocols, () => {
      current = null
    })
  } catch {
    // Why, the browser does not tell: the session may have ended, or nothing answers at all. A request tells.
    await requestServer('/api/v1/session')
    withoutSocketUntilMs = Date.now() + withoutSocketMs
    return null
  }
}
