import { Callout } from '#components/ui/callout.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'
import type { AccessAnswer } from '#contract/access.ts'
import type { AccessAsked } from '#domain/access-question.ts'
import type { FoundRoles } from '#domain/granting-roles.ts'
import { useText } from '#use-text'
import { RolesFound } from './roles-found.tsx'

type Props = { asked: AccessAsked; answer: AccessAnswer; found: FoundRoles | null }

/** What the cluster answered, and what would change a no. */
export function AccessVerdict({ asked, answer, found }: Props) {
  const t = useText()
  const { verb, resource, namespace, name } = asked
  const command = ['kubectl auth can-i', verb, name === '' ? resource : `${resource}/${name}`, ...(namespace === '' ? [] : ['-n', namespace])].join(' ')
  if (answer.allowed) {
    const object = name === '' ? resource : `${resource} ${name}`
    return (
      <Callout
        title={
          namespace === ''
            ? t('Yes: you may {verb} {object} in the whole cluster.', { verb, object })
            : t('Yes: you may {verb} {object} in {namespace}.', { verb, object, namespace })
        }
      >
        {answer.reason && <p>{t.said(answer.reason)}</p>}
      </Callout>
    )
  }
  return (
    <div className="space-y-3">
      <Callout tone="warning" title={t('No.')}>
        <p>{t.said(answer.reason)}</p>
      </Callout>
      {answer.code === undefined && <Roles found={found} namespace={namespace} />}
      <CommandLine command={command} />
    </div>
  )
}

function Roles({ found, namespace }: { found: FoundRoles | null; namespace: string }) {
  const t = useText()
  if (found !== null) return <RolesFound found={found} namespace={namespace} />
  return <p className="text-text-2">{t("Which role would allow it cannot be told: you may not read roles. Send this page's address to who manages access.")}</p>
}
