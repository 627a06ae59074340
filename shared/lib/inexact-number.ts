declare global {
  interface JSON {
    /** A value that JSON.stringify writes as this text; every Node from 22 on has it. */
    rawJSON(text: string): unknown
  }
}

/** A number that a computer cannot hold exactly, as it was written. No schema takes it; `read` says why. */
export class InexactNumber {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }

  toJSON(): unknown {
    return JSON.rawJSON(this.source)
  }
}
