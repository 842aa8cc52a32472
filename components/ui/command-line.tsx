import { useText } from '#use-text'
import { CopyButton } from './copy-button.tsx'

/** A command to run in a terminal, with a button that copies it. */
export function CommandLine({ command }: { command: string }) {
  const t = useText()
  return (
    <div className="flex items-center gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 font-mono [overflow-wrap:anywhere] whitespace-pre-wrap">{command}</code>
      <CopyButton text={command} label={t('Copy command')} />
    </div>
  )
}
