/** Saves a text as a file, as the browser saves files. */
export function saveFile(text: string, fileName: string, mediaType: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // Some browsers read the bytes only after the person has chosen a place.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
