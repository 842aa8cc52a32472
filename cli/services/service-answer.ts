import { setTimeout as delay } from 'node:timers/promises'
import { toAppError } from '../../lib/errors/app-error.ts'
import type { LatchkeyService } from './service-proxy.ts'

/**
 * Ready pods become endpoints of the service a moment later; waits for that moment, so that the next command works.
 * Anything but NOT_READY is not for waiting: who may not reach Latchkey may still install it.
 */
export async function waitUntilAnswering(service: LatchkeyService, attempts = 40, pauseMs = 250): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await service.json({ path: '/api/v1/login/methods' })
      return
    } catch (thrown) {
      if (toAppError(thrown).code !== 'NOT_READY' || attempt >= attempts) return
    }
    await delay(pauseMs)
  }
}
