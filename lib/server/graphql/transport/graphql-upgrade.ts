import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { WebSocketServer } from 'ws'
import { graphqlPath } from '#contract/graphql-paths.ts'
import { AppError } from '#errors/app-error.ts'
import type { UpgradeRoute } from '../../upgrade/upgrade-route.ts'
import { type GraphQLSocketDeps, serveGraphQLSocket } from './serve-graphql-socket.ts'

/** GET /api/graphql as a WebSocket: the operations of a tab, in the protocol graphql-transport-ws (graphql-ws PROTOCOL.md). */
export function createGraphQLUpgrade(deps: GraphQLSocketDeps): UpgradeRoute {
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: deps.limits.bodyBytes })
  return {
    loggedPath: graphqlPath,
    matches: pathname => pathname === graphqlPath,
    async accept({ request, socket, head, protocols, ...peer }) {
      if (!protocols.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL))
        throw new AppError('BAD_REQUEST', `Only the subprotocol ${GRAPHQL_TRANSPORT_WS_PROTOCOL} is spoken here.`)
      // All that ws may choose from: a proof that the page offered too is never named in the answer.
      request.headers['sec-websocket-protocol'] = GRAPHQL_TRANSPORT_WS_PROTOCOL
      sockets.handleUpgrade(request, socket, head, opened => serveGraphQLSocket(opened, peer, deps))
    },
  }
}
