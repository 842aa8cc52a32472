import { InlineFailure } from '#components/state/inline-failure.tsx'
import type { DeniedPart } from '#contract/operations/list.ts'
import { isErrorCode } from '#errors/codes.ts'

/** Namespaces of a list that could not be looked into, or can no longer be. */
export function NamespacesNotShown({ denied }: { denied: readonly DeniedPart[] }) {
  if (denied.length === 0) return null
  return (
    <div className="space-y-2 px-4 pb-2">
      {denied.map(({ namespace, code, reason }) => (
        <InlineFailure
          key={namespace}
          title={`Namespace ${namespace} is not shown`}
          failure={{ code: isErrorCode(code) ? code : 'INTERNAL', message: reason, requestId: '', causes: [] }}
        />
      ))}
    </div>
  )
}
