/** So many characters of a text from its beginning, or one fewer where the last would be half of a character that takes two. */
export function beginning(text: string, most: number): string {
  const isHalf = (text.codePointAt(most - 1) ?? 0) > 0xffff
  return text.slice(0, isHalf ? most - 1 : most)
}
