import { useText } from '#use-text'

/** The matrix's part of the Access page, whether it is there or on its way. `controls`: what narrows it. */
export function MatrixSection({ controls, children }: { controls: React.ReactNode; children: React.ReactNode }) {
  const t = useText()
  return (
    <section aria-labelledby="matrix" className="space-y-2">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id="matrix" className="font-semibold">
          {t('Everything')}
        </h2>
        {controls}
      </div>
      <p className="max-w-[90ch] text-sm text-text-2">
        {t(
          'view is get or list, edit is update or patch; logs is get of pods/log, exec is create and get of pods/exec, scale is patch of the scale subresource.',
        )}
      </p>
      {children}
    </section>
  )
}
