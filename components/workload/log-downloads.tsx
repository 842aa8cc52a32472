import { FileDown } from 'lucide-react'
import { withBase } from '#client/base.ts'
import { wholeLogPath } from '#client/follow-log.ts'
import { DownloadButton } from '#components/ui/download-button.tsx'
import { type LogLine, type LogSource, logText } from '#domain/log-lines.ts'
import { useText } from '#use-text'

type Props = { namespace: string; title: string; lines: readonly LogLine[]; sources: readonly LogSource[]; previous: boolean }

/** Saves the lines as they are shown; and, of one container, all that the cluster still has of its log, as it comes and by the browser itself. */
export function LogDownloads({ namespace, title, lines, sources, previous }: Props) {
  const t = useText()
  const [only] = sources.length === 1 ? sources : []
  const whole = t('Download the whole log')
  const icon = <FileDown size={14} strokeWidth={1.75} aria-hidden="true" />
  return (
    <>
      <DownloadButton text={logText(lines, sources.length > 1)} fileName={`${title}.log`} mediaType="text/plain" label={t('Download the shown lines')} />
      {only ? (
        <a
          className="button button-quiet px-1.5"
          href={withBase(wholeLogPath(namespace, only, previous))}
          download={`${only.pod}-${only.container}.log`}
          aria-label={whole}
          title={whole}
        >
          {icon}
        </a>
      ) : (
        <button
          type="button"
          className="button button-quiet px-1.5"
          disabled
          aria-label={whole}
          title={t('For the whole log choose one pod and one container')}
        >
          {icon}
        </button>
      )}
    </>
  )
}
