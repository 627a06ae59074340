/** Hands text to the browser as a file to save. */
export function saveFile(name: string, text: string, type = 'text/csv'): void {
  // A byte order mark, or spreadsheets read anything but ASCII wrongly.
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
