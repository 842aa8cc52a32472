import { useText } from '#use-text'

export type DiffRow = { kind: 'same' | 'added' | 'removed' | 'skip'; text: string; before: number | null; after: number | null }

const marks = { same: ' ', added: '+', removed: '-', skip: '' }
const tints = { same: '', added: 'bg-added', removed: 'bg-removed', skip: 'bg-sunken text-text-3' }

/** A change line by line. Marks and hidden words tell what colour tells. */
export function DiffTable({ lines, label }: { lines: readonly DiffRow[]; label: string }) {
  const t = useText()
  const names = { same: '', added: t('added: '), removed: t('removed: '), skip: '' }
  return (
    <div className="panel code-block max-h-[60vh]">
      <table aria-label={label} className="w-full border-collapse">
        <tbody>
          {lines.map(line => (
            <tr key={`${line.kind}-${line.before}-${line.after}-${line.text}`} className={tints[line.kind]}>
              <td className="w-10 pr-2 text-right text-text-3 select-none">{line.before ?? ''}</td>
              <td className="w-10 pr-2 text-right text-text-3 select-none">{line.after ?? ''}</td>
              <td className="w-4 select-none" aria-hidden="true">
                {line.kind === 'skip' ? '…' : marks[line.kind]}
              </td>
              <td className="pr-3 pl-1 whitespace-pre">
                {names[line.kind] && <span className="sr-only">{names[line.kind]}</span>}
                {line.text}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
