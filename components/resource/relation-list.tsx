import { AppLink } from '#components/shell/app-link.tsx'
import { HealthMark } from '#components/ui/health-mark.tsx'
import type { Relation } from '#domain/relation.ts'
import { AsOf } from './as-of.tsx'

type Props = {
  title: string
  relations: readonly Relation[]
  empty: string
  note?: string | undefined
  /** When it was read (epoch milliseconds), where it could not be read again since. */
  sinceMs: number | null
}

/** Objects that this one belongs to, holds, points to or is pointed at by. */
export function RelationList({ title, relations, empty, note, sinceMs }: Props) {
  const id = `relations-${title.toLowerCase().replaceAll(' ', '-')}`
  return (
    <section aria-labelledby={id} className="panel">
      <h2 id={id} className="section-title flex h-9 items-center border-b border-line px-3">
        {title}
      </h2>
      <ul className="px-3 py-2">
        {relations.length === 0 && <li className="text-text-3">{empty}</li>}
        {relations.map(relation => (
          <li key={relation.key} className="py-0.5" style={{ paddingLeft: relation.indent * 14 }}>
            <RelationLine relation={relation} />
          </li>
        ))}
      </ul>
      {sinceMs !== null && <AsOf atMs={sinceMs} />}
      {note && <p className="px-3 pb-2 text-sm text-text-3">{note}</p>}
    </section>
  )
}

function RelationLine({ relation: { kind, name, namespace, href, via, mark } }: { relation: Relation }) {
  return (
    <>
      <div className="flex gap-2">
        <span className="shrink-0 text-text-2">{kind}</span>
        {href ? (
          <AppLink href={href} className="link min-w-0 truncate font-mono" title={name}>
            {namespace === null ? name : `${namespace}/${name}`}
          </AppLink>
        ) : (
          <span className="min-w-0 font-mono [overflow-wrap:anywhere]">{name}</span>
        )}
        {mark && (
          <span className="ml-auto shrink-0">
            <HealthMark level={mark.level} word={mark.word} />
          </span>
        )}
      </div>
      {via !== '' && <p className="truncate font-mono text-xs text-text-3">{via}</p>}
    </>
  )
}
