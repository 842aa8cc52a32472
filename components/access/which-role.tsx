import { AppLink } from '#components/shell/app-link.tsx'
import type { AccessQuestion } from '#contract/access.ts'
import { accessPath } from '#domain/access-question.ts'
import { useText } from '#use-text'

/** Leads to the page that says why, and which role would allow it. */
export function WhichRole({ question }: { question: AccessQuestion }) {
  const t = useText()
  return (
    <AppLink href={accessPath(question)} className="link">
      {t('Which role would allow it')}
    </AppLink>
  )
}
