import { WhichRole } from '#components/access/which-role.tsx'
import { Rich } from '#components/text/rich.tsx'
import { type RefusedAttempt, refusedQuestion } from '#domain/access-question.ts'
import { useText } from '#use-text'

/** What somebody would have to be given, where no role is known that gives it. */
export function AskForRole({ attempt }: { attempt: RefusedAttempt }) {
  const t = useText()
  const question = refusedQuestion(attempt)
  return (
    <>
      <p>
        <Rich
          text={t('Someone who manages access can allow it by a Role or ClusterRole with the verb {verb} on {resource}.')}
          values={{ verb: <code className="font-mono">{attempt.verb}</code>, resource: <code className="font-mono">{attempt.resource}</code> }}
        />
      </p>
      {question && (
        <p>
          <WhichRole question={question} />
        </p>
      )}
    </>
  )
}
