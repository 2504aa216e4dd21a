import { memo, useId } from 'react';
import { lookWord } from '../../view/machine/slot-map.ts';
import type { NodeEntry } from '../../view/machine/page-table.ts';
import {
  TREE,
  type GfnGroup,
  type TreeNode,
  type TreePicture,
} from '../../view/machine/tree-picture.ts';
import { useDiffers, useRegionName } from './beside.ts';
import { LetterRow } from './letter-row.tsx';
import { SlotLegend, SlotMap } from './slot-map.tsx';
import styles from './page-tree.module.css';

type OnSelect = (selection: { gfn: number; level: number }) => void;

export interface PageTreeProps {
  readonly picture: TreePicture;
  /** Of the rows of tables, before the number of their frame: they are rows of the entries' tree grid. */
  readonly id: string;
  /** Frame of the table whose entries are listed. */
  readonly unfolded: number | undefined;
  readonly onSelect: OnSelect;
}

/** The page tables from the root down; React draws what the model has laid out. */
export const PageTree = memo(function PageTree(props: PageTreeProps) {
  const { id, onSelect, picture, unfolded } = props;
  const { gfn, height, links, nodes, width } = picture;
  const looks = [...new Set(nodes.flatMap(({ slots }) => slots.marks.map(({ look }) => look)))];
  return (
    <section className={styles['tree']} aria-label={useRegionName('Page tables')}>
      <div className={styles['scroll']}>
        {gfn !== null && <GfnRuler gfn={gfn} width={width} nodeWidth={picture.nodeWidth} />}
        <div className={styles['canvas']} style={{ width, height }}>
          <Links links={links} width={width} height={height} />
          {nodes.map((node) => (
            <TableNode
              key={node.key}
              node={node}
              id={id}
              expanded={node.frame === unfolded || node.links.length > 0}
              onSelect={onSelect}
            />
          ))}
        </div>
      </div>
      <div className={styles['below']}>
        {gfn !== null && (
          <p className={styles['walk']}>
            walk of gfn <b>{gfn.text}</b>
          </p>
        )}
        <SlotLegend looks={looks} word={lookWord} />
      </div>
    </section>
  );
});

type LinksProps = Pick<TreePicture, 'links' | 'width' | 'height'>;

const Links = memo(function Links({ height, links, width }: LinksProps) {
  const id = useId();
  return (
    <svg className={styles['links']} width={width} height={height} aria-hidden="true">
      <defs>
        {['plain', 'path', 'changed'].map((kind) => (
          <marker
            key={kind}
            id={`${id}-${kind}`}
            data-kind={kind}
            className={styles['head']}
            viewBox="0 0 8 8"
            refX="1"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0,0L8,4L0,8z" />
          </marker>
        ))}
      </defs>
      {links.map((link) => {
        const kind = link.changed ? 'changed' : link.onPath ? 'path' : 'plain';
        return (
          <path
            key={link.key}
            className={styles['link']}
            data-kind={kind}
            d={link.path}
            markerEnd={`url(#${id}-${kind})`}
          />
        );
      })}
    </svg>
  );
});

const STANDING = {
  linked: null,
  private: 'private',
  removed: 'removed',
  limbo: 'limbo',
  freed: 'freed',
  reused: 'reused',
  unreachable: 'unlinked',
} as const;

interface TableNodeProps {
  readonly node: TreeNode;
  readonly id: string;
  readonly expanded: boolean;
  readonly onSelect: OnSelect;
}

const TableNode = memo(function TableNode({ expanded, id, node, onSelect }: TableNodeProps) {
  const { height, width, x, y } = node;
  const standing = STANDING[node.standing];
  const differs = useDiffers();
  return (
    <div
      id={`${id}${node.frame}`}
      role="row"
      aria-level={5 - node.level}
      aria-expanded={expanded}
      tabIndex={-1}
      className={styles['node']}
      style={{ transform: `translate(${x}px, ${y}px)`, width, height }}
      data-path={node.onPath}
      data-standing={node.standing}
      data-changed={node.changed}
      data-differs={differs(`table/${node.frame}`)}
    >
      <button
        type="button"
        role="gridcell"
        tabIndex={-1}
        className={styles['nodeHeader']}
        title={`${node.rangeText}: ${node.summary}`}
        onClick={() => onSelect({ gfn: node.firstUsedGfn, level: node.level })}
      >
        <span className={styles['name']}>{node.name}</span>{' '}
        {node.compact && (
          <span className={styles['summary']} data-standing={node.standing}>
            {standing ?? node.summary}
          </span>
        )}{' '}
        <span className={styles['pfn']}>{node.pfnText}</span>
        <span className="visually-hidden">
          , {node.rangeText}, {node.summary}
          {standing !== null && `, ${standing}`}
          {node.standing === 'limbo' && ', waits for RCU readers'}
        </span>
      </button>
      {!node.compact && (
        <>
          <SlotMap slots={node.slots} height={node.slotMapHeight} />
          <EntryList node={node} onSelect={onSelect} />
          {node.hasFooter && (
            <div role="gridcell" className={styles['footer']}>
              {standing ?? `${node.spanText} each`}
            </div>
          )}
        </>
      )}
    </div>
  );
});

function EntryList({ node, onSelect }: { readonly node: TreeNode; readonly onSelect: OnSelect }) {
  return (
    <div className={styles['entries']}>
      {node.entries.map((entry) => (
        <EntryButton key={entry.key} entry={entry} level={node.level} onSelect={onSelect} />
      ))}
      {node.more > 0 && (
        <div role="gridcell" className={styles['more']} style={{ height: TREE.rowHeight }}>
          + {node.more} more
        </div>
      )}
    </div>
  );
}

interface EntryButtonProps {
  readonly entry: NodeEntry;
  readonly level: number;
  readonly onSelect: OnSelect;
}

function EntryButton({ entry, level, onSelect }: EntryButtonProps) {
  const differs = useDiffers();
  return (
    <button
      type="button"
      role="gridcell"
      tabIndex={-1}
      className={styles['entry']}
      data-path={entry.onPath}
      data-changed={entry.changed}
      data-differs={differs(`spte/${level}/${entry.gfn}`)}
      title={entry.label}
      onClick={() => onSelect({ gfn: entry.gfn, level })}
    >
      <span className={styles['index']}>[{entry.index}]</span>{' '}
      <LetterRow letters={entry.letters} tight />{' '}
      <span className="visually-hidden">{entry.note}</span>
    </button>
  );
}

interface GfnRulerProps {
  readonly gfn: { readonly text: string; readonly groups: readonly GfnGroup[] };
  readonly width: number;
  readonly nodeWidth: number;
}

/** The selected gfn, nine bits over each level. */
function GfnRuler({ gfn, nodeWidth, width }: GfnRulerProps) {
  return (
    <dl className={styles['ruler']} style={{ width }}>
      <div className="visually-hidden">
        <dt>gfn</dt>
        <dd>{gfn.text}</dd>
      </div>
      {gfn.groups.map((group) => (
        <div
          key={group.level}
          className={styles['group']}
          style={{ transform: `translateX(${group.x}px)`, width: nodeWidth }}
        >
          <dt className="visually-hidden">{group.name} index</dt>
          <dd>
            {group.bits} <span className={styles['decimal']}>= {group.index}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
