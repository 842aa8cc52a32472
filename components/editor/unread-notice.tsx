import type { UnreadTexts } from '#components/form/unread-texts.ts'
import { Callout } from '#components/ui/callout.tsx'
import { pathText } from '#domain/object-diff.ts'
import { useText } from '#use-text'

/** Why nothing is sent: what fields of the form hold that is none of their values. */
export function UnreadNotice({ unread: { texts, isTold, drop } }: { unread: UnreadTexts }) {
  const t = useText()
  if (!isTold) return null
  return (
    <Callout tone="error" title={t('Nothing was sent.')}>
      <ul className="space-y-1">
        {texts.map(({ at, message }) => (
          <li key={pathText(at)} className="flex flex-wrap items-center gap-x-3">
            {t('The form cannot take what stands in {field}: {message}', { field: at.length === 0 ? t('Other fields') : pathText(at), message })}
            <button type="button" className="button button-quiet" onClick={() => drop(at)}>
              {t('Discard that text')}
            </button>
          </li>
        ))}
      </ul>
    </Callout>
  )
}
