export function late(): string {
  return 'imported late'
}
