/** What a view that takes the place of the workbench is given. */
export interface ViewProps {
  /** Back to the workbench, as it was left. */
  readonly onClose: () => void;
}
