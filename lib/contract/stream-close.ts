/**
 * Why the server closes the socket (RFC 6455 §7.4; 4000 and up are ours). `notText`: a binary frame. `badFrame`: text that
 * is no client frame, or an id that is open already. `stopping`: this replica ends, another one goes on. `sessionEnded`: the
 * token's time is over, perhaps there is a next one. `sessionRevoked`: signed out.
 */
export const streamCloseCodes = { notText: 1003, badFrame: 1008, stopping: 1012, sessionEnded: 4401, sessionRevoked: 4403 } as const
