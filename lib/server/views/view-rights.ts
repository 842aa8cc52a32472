import type { Identity } from '#contract/identity.ts'
import type { FreshReviewer } from '../access/review-access.ts'
import { type Readiness, startingError } from '../kube/readiness.ts'
import { viewQuestions } from './viewed-identity.ts'

/** Whether one identity may act as another. */
export type ViewRights = {
  /**
   * Null where it may, as of `atMostMs` (five seconds) ago at most; else why not, in words for the user. Throws where the cluster could not be
   * asked, or denies while it starts.
   */
  whyNot(viewer: Identity, viewed: Identity, atMostMs?: number): Promise<string | null>
}

const rememberMs = 5_000

export function createViewRights(reviewer: Pick<FreshReviewer, 'reviewFresh'>, isReady: Readiness): ViewRights {
  async function denial(viewer: Identity, viewed: Identity, atMostMs: number): Promise<string | null> {
    const answers = await reviewer.reviewFresh(viewer, viewQuestions(viewed), atMostMs)
    const denied = answers.find(({ allowed }) => !allowed)
    return denied ? denied.reason || 'The cluster does not let you act as them.' : null
  }
  return {
    async whyNot(viewer, viewed, atMostMs = rememberMs) {
      const said = await denial(viewer, viewed, atMostMs)
      if (said === null) return null
      // A kube-apiserver that starts denies everything.
      if (!(await isReady())) throw startingError()
      return denial(viewer, viewed, 0)
    },
  }
}
