/** The words of a DynamoDB expression: names, placeholders, numbers, operators. */
const TOKEN = /\s*(<>|<=|>=|[=<>(),.[\]+-]|[#:]?[A-Za-z_][A-Za-z0-9_]*|#[A-Za-z0-9_]+|:[A-Za-z0-9_]+|\d+)/y

/** Reads an expression word by word. */
export class Tokens {
  readonly #words: string[] = []
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
    TOKEN.lastIndex = 0
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const [, word] = TOKEN.exec(text) ?? []
      if (word === undefined) throw new SyntaxError(`cannot read the expression "${text}"`)
      this.#words.push(word)
    }
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#words.length
  }

  peek(ahead = 0): string {
    return this.#words[this.#at + ahead] ?? ''
  }

  next(): string {
    const word = this.peek()
    if (word === '') throw new SyntaxError(`the expression ends too soon: "${this.#text}"`)
    this.#at++
    return word
  }

  /** Takes the word if it comes next, in whatever case. */
  takes(word: string): boolean {
    if (this.peek().toUpperCase() !== word) return false
    this.#at++
    return true
  }

  expect(word: string): void {
    if (!this.takes(word)) throw new SyntaxError(`"${word}" expected, got "${this.peek()}" in "${this.#text}"`)
  }
}
