import { AppLink } from '#components/shell/app-link.tsx'

/** Another object this one belongs to or holds. `href` is null where its kind is not served. */
export type Relation = { kind: string; name: string; href: string | null }

export function RelationList({ title, relations, empty, note }: { title: string; relations: readonly Relation[]; empty: string; note?: string | undefined }) {
  const id = `relations-${title.toLowerCase().replaceAll(' ', '-')}`
  return (
    <section aria-labelledby={id} className="panel">
      <h2 id={id} className="section-title flex h-9 items-center border-b border-line px-3">
        {title}
      </h2>
      <ul className="px-3 py-2">
        {relations.length === 0 && <li className="text-text-3">{empty}</li>}
        {relations.map(({ kind, name, href }) => (
          <li key={`${kind}/${name}`} className="flex gap-2 py-0.5">
            <span className="text-text-2">{kind}</span>
            {href ? (
              <AppLink href={href} className="link min-w-0 truncate font-mono">
                {name}
              </AppLink>
            ) : (
              <span className="min-w-0 truncate font-mono">{name}</span>
            )}
          </li>
        ))}
      </ul>
      {note && <p className="px-3 pb-2 text-sm text-text-3">{note}</p>}
    </section>
  )
}
