import { fieldList } from '../../view/inspector/field-list.ts';
import { historyList } from '../../view/inspector/history-list.ts';
import { useKept } from '../controls/use-kept.ts';
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
  const items = useKept(historyList(props, selected));
  const list = useKept(fieldList({ layout: props.layout, spte, level, write }));
  return (
    <>
      <HistoryList items={items} actors={props.actors} onGoTo={props.onGoTo} />
      <FieldList list={list} part="fields" />
    </>
  );
}
