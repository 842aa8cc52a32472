import { everyContainer, type LogQuery, tailChoices } from '#domain/log-query.ts'
import { useText } from '#use-text'

type Props = {
  log: LogQuery
  onChange: (part: Partial<LogQuery>) => void
  /** Names of what may be chosen. */
  pods: readonly string[]
  containers: readonly string[]
  /** '' while no pod is known. */
  defaultContainer: string
  isCut: boolean
  hasPrevious: boolean
}

/** Which logs are read, from where on, and how their lines are shown. */
export function LogControls({ log, onChange, pods, containers, defaultContainer, isCut, hasPrevious }: Props) {
  const t = useText()
  return (
    <>
      {(pods.length > 1 || log.pod !== '') && (
        <Choice label={t('Pod')} value={log.pod} onChoose={pod => onChange({ pod })}>
          <option value="">{t(isCut ? 'The {count} pods' : 'All {count} pods', { count: pods.length })}</option>
          {namesWith(log.pod, pods).map(name => (
            <option key={name}>{name}</option>
          ))}
        </Choice>
      )}
      {(containers.length > 1 || log.container !== '') && (
        <Choice label={t('Container')} value={log.container} onChoose={container => onChange({ container })}>
          <option value="">{defaultContainer === '' ? t('Default') : t('{name} (default)', { name: defaultContainer })}</option>
          <option value={everyContainer}>{t('All containers')}</option>
          {namesWith(log.container, containers).map(name => (
            <option key={name}>{name}</option>
          ))}
        </Choice>
      )}
      <Choice label={t('Lines')} value={String(log.tailLines)} onChoose={value => onChange({ tailLines: Number(value) })}>
        {tailChoices.map(count => (
          <option key={count} value={count}>
            {t('last {count}', { count: String(count) })}
          </option>
        ))}
      </Choice>
      <input
        type="search"
        className="field w-56"
        aria-label={t('Search the log')}
        placeholder={t('Search')}
        data-shortcut="/"
        spellCheck={false}
        value={log.filter}
        onChange={event => onChange({ filter: event.target.value })}
      />
      <Toggle label={t('Follow')} on={log.follow && !log.previous} disabled={log.previous} onToggle={follow => onChange({ follow })} />
      <Toggle label={t('Previous run')} on={log.previous} disabled={!hasPrevious} onToggle={previous => onChange({ previous })} />
      <Toggle label={t('Times')} on={log.timestamps} onToggle={timestamps => onChange({ timestamps })} />
      <Toggle label={t('Wrap')} on={log.wrap} onToggle={wrap => onChange({ wrap })} />
    </>
  )
}

function Choice({ label, value, onChoose, children }: { label: string; value: string; onChoose: (value: string) => void; children: React.ReactNode }) {
  return (
    <label className="flex items-center gap-1.5 text-text-2">
      <span className="sr-only">{label}</span>
      <select className="field max-w-64 text-text" value={value} onChange={event => onChoose(event.target.value)}>
        {children}
      </select>
    </label>
  )
}

/** The names, and the chosen one though it is none of them: not yet read, or gone. */
function namesWith(chosen: string, names: readonly string[]): readonly string[] {
  return chosen === '' || chosen === everyContainer || names.includes(chosen) ? names : [...names, chosen]
}

function Toggle({ label, on, disabled = false, onToggle }: { label: string; on: boolean; disabled?: boolean; onToggle: (on: boolean) => void }) {
  return (
    <label className={`flex items-center gap-1.5 ${disabled ? 'text-text-3' : 'text-text-2'}`}>
      <input type="checkbox" className="accent-accent-fill" checked={on} disabled={disabled} onChange={event => onToggle(event.target.checked)} />
      {label}
    </label>
  )
}
