/** Something the person at the keyboard can put right: the message says what, and it is all they get to see. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}
