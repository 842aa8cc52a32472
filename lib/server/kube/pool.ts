import { Client, type Dispatcher, Pool } from 'undici'

/**
 * undici takes a client that refused a request before it was sent (a header it does not write) for busy, and never gives it
 * another: as many such requests as a pool has connections, and nothing goes out any more, whoever asks.
 */
class ReusedClient extends Client {
  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return super.dispatch(options, handler) || this.stats.size === 0
  }
}

/** Connections to one origin that survive requests which cannot be sent. */
export function createPool(origin: string, options: Pool.Options): Pool {
  return new Pool(origin, { ...options, factory: (url, clientOptions) => new ReusedClient(url, clientOptions) })
}
