const widths = ['w-40', 'w-28', 'w-36', 'w-24', 'w-32']

/** A row of a table that is on its way, as high as it will be. `width`: its cells. */
export function SkeletonRow({ index, width }: { index: number; width: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of pictures takes no focus.
    <tr aria-hidden="true">
      {Array.from({ length: width }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed picture.
        <td key={at}>
          <span className={`skeleton h-3 align-middle ${at === 0 ? widths[index % widths.length] : 'w-12'}`} />
        </td>
      ))}
    </tr>
  )
}
