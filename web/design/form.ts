/** What every form of a body is given. */
export interface FormProps<T> {
  readonly body: T;
  /** Takes the changed body; more changes of the same `field` in a row are one step back, one without a field stands alone. */
  readonly edit: (next: T, field?: string) => void;
}
