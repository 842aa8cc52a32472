import { WebSocketServer } from 'ws'
import { maxClientFrameBytes, streamProtocol } from '#contract/stream.ts'
import { AppError } from '#errors/app-error.ts'
import type { UpgradeRoute } from '../upgrade/upgrade-route.ts'
import { type StreamDeps, serveStreams } from './serve-streams.ts'

export const streamPath = '/api/v1/stream'

/** GET /api/v1/stream: one WebSocket for many watches and logs; its frames are in contract/stream.ts. */
export function createStreamUpgrade(deps: StreamDeps): UpgradeRoute {
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: maxClientFrameBytes })
  return {
    loggedPath: streamPath,
    matches: pathname => pathname === streamPath,
    async accept({ request, socket, head, protocols, ...peer }) {
      if (!protocols.includes(streamProtocol)) throw new AppError('BAD_REQUEST', `Only the subprotocol ${streamProtocol} is spoken here.`)
      // All that ws may choose from: a proof that the page offered too is never named in the answer.
      request.headers['sec-websocket-protocol'] = streamProtocol
      sockets.handleUpgrade(request, socket, head, opened => serveStreams(opened, peer, deps))
    },
  }
}
