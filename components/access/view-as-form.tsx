'use client'

import { type FormEvent, useState } from 'react'
import { useView } from '#client/use-view.ts'
import { InlineFailure } from '#components/state/inline-failure.tsx'
import { parseGroups } from '#domain/group-list.ts'
import { serviceAccountUser } from '#domain/service-account.ts'
import { useText } from '#use-text'

const exampleGroups = 'team-a, team-b'

/** Somebody else's view of the cluster, for who may impersonate them. The server asks; here nothing is known of it. */
export function ViewAsForm() {
  const t = useText()
  const { pending, failure, begin } = useView()
  const [isAccount, setIsAccount] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const text = (name: string) => String(fields.get(name) ?? '').trim()
    void begin(
      isAccount ? { user: serviceAccountUser(text('namespace'), text('name')), groups: [] } : { user: text('user'), groups: parseGroups(text('groups')) },
    )
  }
  return (
    <form className="space-y-2" onSubmit={submit}>
      <div className="flex flex-wrap items-end gap-2">
        <label className="grid gap-1 text-sm text-text-2">
          {t('Who')}
          <select className="field text-text" value={isAccount ? 'account' : 'user'} onChange={event => setIsAccount(event.target.value === 'account')}>
            <option value="user">{t('User')}</option>
            <option value="account">{t('ServiceAccount')}</option>
          </select>
        </label>
        {isAccount ? (
          <>
            <Field label={t('Namespace')} name="namespace" required />
            <Field label={t('Name')} name="name" required />
          </>
        ) : (
          <>
            <Field label={t('User')} name="user" required />
            <Field label={t('Groups')} name="groups" placeholder={exampleGroups} wide />
          </>
        )}
        <button type="submit" className="button" disabled={pending}>
          {t('View as')}
        </button>
      </div>
      {failure && <InlineFailure title={t('Not viewed as them')} failure={failure} />}
    </form>
  )
}

function Field({ label, wide = false, ...input }: { label: string; name: string; required?: boolean; placeholder?: string; wide?: boolean }) {
  return (
    <label className="grid gap-1 text-sm text-text-2">
      {label}
      <input className={`field max-w-[80vw] font-mono text-text ${wide ? 'w-80' : 'w-52'}`} autoComplete="off" spellCheck={false} {...input} />
    </label>
  )
}
