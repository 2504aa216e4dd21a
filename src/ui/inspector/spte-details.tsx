import { fieldList } from '../../view/inspector/field-list.ts';
import { historyList } from '../../view/inspector/history-list.ts';
import type { SelectedPicture } from '../../view/inspector/selected-spte.ts';
import type { PictureProps } from '../panel-props.ts';
import { FieldList } from './field-list.tsx';
import { HistoryList } from './history-list.tsx';

export interface SpteDetailsProps {
  readonly props: PictureProps;
  readonly selected: SelectedPicture;
}

/** What is read on: how it came to this, and what each field means. */
export function SpteDetails({ props, selected }: SpteDetailsProps) {
  const { level, change: write, spte } = selected;
  return (
    <>
      <HistoryList
        items={historyList(props, selected)}
        actors={props.actors}
        onGoTo={props.onGoTo}
      />
      <FieldList list={fieldList({ layout: props.layout, spte, level, write })} />
    </>
  );
}
