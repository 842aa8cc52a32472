'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useId } from 'react'
import { type AccessAsked, askedVerbs } from '#domain/access-question.ts'
import { parseMatrixQuery, withMatrixQuery } from '#domain/matrix-query.ts'
import { useText } from '#use-text'

const exampleResource = 'virtualservices.networking.istio.io'

/** One question to the cluster. A plain form, so that it works before the page runs, and its address can be sent to an admin. */
export function AccessQuestionForm({ kinds, asked }: { kinds: readonly string[]; asked: AccessAsked | null }) {
  const t = useText()
  const router = useRouter()
  const listId = useId()
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '').map(([name, value]) => [name, String(value).trim()])
    // What is shown of the matrix stays as it is.
    const query = withMatrixQuery(new URLSearchParams(fields), parseMatrixQuery(new URLSearchParams(location.search)))
    router.push(`/access?${query}`)
  }
  return (
    <form action="access" className="flex flex-wrap items-end gap-2" onSubmit={ask} key={JSON.stringify(asked)}>
      <label className="grid gap-1 text-sm text-text-2">
        {t('Verb')}
        <select name="verb" className="field text-text" defaultValue={asked?.verb ?? 'get'}>
          {[...new Set([...askedVerbs, ...(asked ? [asked.verb] : [])])].map(verb => (
            <option key={verb}>{verb}</option>
          ))}
        </select>
      </label>
      <label className="grid gap-1 text-sm text-text-2">
        {t('Resource')}
        <input
          name="resource"
          className="field w-80 max-w-[80vw] font-mono text-text"
          list={listId}
          required
          placeholder={exampleResource}
          autoComplete="off"
          spellCheck={false}
          defaultValue={asked?.resource}
        />
        <datalist id={listId}>
          {kinds.map(key => (
            <option key={key} value={key} />
          ))}
        </datalist>
      </label>
      <label className="grid gap-1 text-sm text-text-2">
        {t('Namespace')}
        <input
          name="namespace"
          className="field w-44 font-mono text-text"
          placeholder={t('the whole cluster')}
          autoComplete="off"
          spellCheck={false}
          defaultValue={asked?.namespace}
        />
      </label>
      <label className="grid gap-1 text-sm text-text-2">
        {t('Name')}
        <input name="name" className="field w-44 font-mono text-text" placeholder={t('any')} autoComplete="off" spellCheck={false} defaultValue={asked?.name} />
      </label>
      <button type="submit" className="button">
        {t('Ask')}
      </button>
    </form>
  )
}
