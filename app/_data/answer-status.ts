import 'server-only'
import { requestContext } from '#server/request-context.ts'

/**
 * Gives the page being made its HTTP status. Next's own `notFound()` would leave the page to be made in the browser,
 * without a word in the HTML. Works until the first byte is sent, so not under Suspense.
 */
export function answerStatus(status: number): void {
  requestContext().setStatus(status)
}
