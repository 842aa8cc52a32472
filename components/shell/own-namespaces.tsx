import { useText } from '#use-text'
import { AddNamespace } from './add-namespace.tsx'
import { AppLink } from './app-link.tsx'

/** For whoever may not list namespaces: those that are theirs all the same, each leading to what is in it, and a way to name one more. */
export function OwnNamespaces({ open, named }: { open: readonly string[]; named: string[] }) {
  const t = useText()
  return (
    <>
      <p>
        {open.length > 0
          ? t('In these namespaces something is open to you:')
          : t('No namespace is known in which something is open to you. If there is one, name it:')}
      </p>
      {open.length > 0 && (
        <ul aria-label={t('My namespaces')} className="flex max-h-64 flex-wrap gap-x-4 gap-y-1 overflow-y-auto">
          {open.map(namespace => (
            <li key={namespace}>
              <AppLink href={`/?namespace=${encodeURIComponent(namespace)}`} className="link font-mono">
                {namespace}
              </AppLink>
            </li>
          ))}
        </ul>
      )}
      <AddNamespace named={named} />
    </>
  )
}
